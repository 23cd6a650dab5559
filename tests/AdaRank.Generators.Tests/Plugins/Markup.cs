using System.Globalization;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Tests.Plugins;

/// <summary>Runs the analyzer over code in which [| |] marks what one rule must report.</summary>
internal static class Markup
{
    /// <summary>Checks that a rule reports the marked place and nothing else; other rules may say what they like.</summary>
    public static async Task VerifyAsync(string id, string message, string code, params MetadataReference[] references)
    {
        var start = code.IndexOf("[|", StringComparison.Ordinal);
        var plain = code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        var length = start < 0 ? 0 : code.IndexOf("|]", StringComparison.Ordinal) - start - 2;
        var run = PluginRun.Of(PluginRun.Compile(plain).AddReferences(references));

        var found = (await run.AnalyzeAsync()).Where(diagnostic => diagnostic.Id == id).ToList();

        Assert.DoesNotContain(await run.AnalyzeAsync(), diagnostic => diagnostic.Id == "AD0001");
        if (start < 0)
        {
            Assert.Equal([], found.Select(diagnostic => diagnostic.ToString()));
            Assert.Equal([], run.CompilerMessages.Where(text => text.Contains("error", StringComparison.Ordinal)));
            return;
        }

        var only = Assert.Single(found);
        Assert.Equal(plain[start..(start + length)], plain[only.Location.SourceSpan.Start..only.Location.SourceSpan.End]);
        Assert.Equal(start, only.Location.SourceSpan.Start);
        Assert.Contains(message, only.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
