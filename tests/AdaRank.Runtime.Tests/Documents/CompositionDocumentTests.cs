namespace AdaRank.Tests.Documents;

public sealed class CompositionDocumentTests
{
    /// <summary>What differs between a document and a test: where output goes, and where a folder is.</summary>
    private static readonly (string InTest, string InDocument)[] Stands =
    [
        ("output.WriteLine", "Console.WriteLine"),
        ("error.WriteLine", "Console.Error.WriteLine"),
        ("LoadPlugins(plugins,", "LoadPlugins(\"plugins\","),
        ("StartAsync(TestContext.Current.CancellationToken)", "StartAsync()"),
    ];

    [Fact]
    public void Examples_InTheDocument_ArePartsOfTheTestsThatRunThem()
    {
        var source = Stands.Aggregate(WithoutIndents(Document.Read("CompositionExamples.cs")), (text, stand) => text.Replace(stand.InTest, stand.InDocument, StringComparison.Ordinal));
        var blocks = Document.Blocks("composition.md", "csharp").ToArray();

        Assert.Equal(6, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(WithoutIndents(block), source, StringComparison.Ordinal));
    }

    private static string WithoutIndents(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));
}
