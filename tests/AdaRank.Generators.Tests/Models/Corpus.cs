using System.Runtime.CompilerServices;

namespace AdaRank.Generators.Tests.Models;

/// <summary>The models in the folder Corpus: what people build, one idea a file, with all usings that it needs.</summary>
internal static class Corpus
{
    private static readonly string Folder = FindFolder();

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*.cs").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).Select(name => name!)];

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name + ".cs")).ReplaceLineEndings("\n");

    private static string FindFolder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Corpus");
}
