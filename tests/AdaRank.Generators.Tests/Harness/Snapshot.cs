using System.Runtime.CompilerServices;

namespace AdaRank.Generators.Tests.Harness;

/// <summary>Compares text with a file in the folder Snapshots.</summary>
/// <remarks>Set the environment variable <c>UPDATE_SNAPSHOTS</c> to 1 to write the files instead; then read the diff.</remarks>
internal static class Snapshot
{
    public static void Match(string actual, string name, [CallerFilePath] string testFile = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(testFile)!, "..", "Snapshots");
        var path = Path.GetFullPath(Path.Combine(folder, name + ".verified.txt"));
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, actual);
        }

        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.Equal(expected, actual);
    }
}
