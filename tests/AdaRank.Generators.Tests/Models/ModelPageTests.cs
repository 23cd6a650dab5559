using System.Runtime.CompilerServices;

namespace AdaRank.Generators.Tests.Models;

public sealed class ModelPageTests
{
    [Fact]
    public void Page_EveryCodeBlock_StandsInTheSampleOrInASnapshot()
    {
        var root = Root();
        var sources = Directory.GetFiles(Path.Combine(root, "samples/Pretrain/Model"), "*.cs")
            .Concat(Directory.GetFiles(Path.Combine(root, "tests/AdaRank.Generators.Tests/Models/Corpus")))
            .Concat(Directory.GetFiles(Path.Combine(root, "tests/AdaRank.Generators.Tests/Snapshots")))
            .Select(Read)
            .ToList();

        var blocks = Read(Path.Combine(root, "docs/models.md")).Split("```csharp\n").Skip(1)
            .Select(text => text[..text.IndexOf("```", StringComparison.Ordinal)]);

        Assert.All(blocks, block => Assert.Contains(sources, source => source.Contains(block, StringComparison.Ordinal)));
    }

    private static string Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");

    private static string Root([CallerFilePath] string testFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(testFile)!, "../../.."));
}
