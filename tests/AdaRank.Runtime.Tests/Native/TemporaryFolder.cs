namespace AdaRank.Tests.Native;

/// <summary>An empty folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>The path of the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("adarank-tests-").FullName;

    /// <summary>A path inside the folder.</summary>
    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Makes a folder that looks like one of libtorch.</summary>
    public string WithFile(string folder, string file)
    {
        Directory.CreateDirectory(this[folder]);
        File.WriteAllText(this[folder, file], "");
        return this[folder];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
