using System.Runtime.CompilerServices;

namespace AdaRank.Packages.Tests.Building;

/// <summary>The checkout that holds these tests.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
