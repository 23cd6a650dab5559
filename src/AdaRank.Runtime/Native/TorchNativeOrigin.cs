namespace AdaRank.Native;

/// <summary>Which native libraries a process runs on, for logs and problem reports.</summary>
public sealed record TorchNativeOrigin
{
    /// <summary>The shim as TorchSharp's package delivered it.</summary>
    public required string ShimPath { get; init; }

    /// <summary>
    /// The file that was loaded: <see cref="ShimPath"/>, or the corrected copy of it. A copy in a temporary folder has
    /// already been deleted again.
    /// </summary>
    public required string LoadedShimPath { get; init; }

    /// <summary>Whether the shim asked for a newer C++ library than this system has, so that a corrected copy was loaded.</summary>
    public required bool IsCorrected { get; init; }

    /// <summary>The folder that libtorch was loaded from.</summary>
    public required string LibTorchFolder { get; init; }

    /// <summary>Who named that folder.</summary>
    public required LibTorchSource LibTorchSource { get; init; }

    /// <summary>The libtorch libraries that were loaded from the folder, in the order of loading, as file names.</summary>
    public required IReadOnlyList<string> LibTorchLibraries { get; init; }

    /// <summary>
    /// Whether TorchSharp's imports are answered with these libraries. False when the program had set a resolver on
    /// TorchSharp's assembly before; the imports then go through that one.
    /// </summary>
    public required bool AnswersImports { get; init; }

    /// <summary>How long finding, correcting and loading took.</summary>
    public required TimeSpan LoadTime { get; init; }
}
