namespace AdaRank.Tests.Native;

/// <summary>What the probe program prints.</summary>
internal sealed record ProbeReport(
    double Sum,
    string ShimPath,
    string LoadedShimPath,
    bool IsCorrected,
    string LibTorchFolder,
    string LibTorchSource,
    string[] LibTorchLibraries,
    bool AnswersImports,
    double LoadMilliseconds,
    string[] MappedLibraries);
