namespace AdaRank.Native;

/// <summary>A folder of libtorch.</summary>
/// <param name="Folder">The folder that holds the libraries, absolute.</param>
/// <param name="Source">Who named it.</param>
internal sealed record LibTorchLocation(string Folder, LibTorchSource Source);
