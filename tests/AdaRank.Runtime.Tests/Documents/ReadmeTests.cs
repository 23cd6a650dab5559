using System.Reflection;
using AdaRank.Composition;
using AdaRank.Plugins;
using AdaRank.Tests.Native;
using Microsoft.Extensions.DependencyInjection;

namespace AdaRank.Tests.Documents;

/// <summary>What the README shows is what runs.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Examples_InTheReadme_AreTheFirstSampleAndAPluginOfAnother()
    {
        var blocks = Read("README.md").Split("```csharp\n").Skip(1).Select(rest => rest.Split("```")[0]).ToList();

        Assert.Equal(2, blocks.Count);
        Assert.Equal(Read("Program.cs"), blocks[0]);
        Assert.Contains(blocks[1], Read("EffectiveRankPolicy.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstSample_Run_LearnsAndReportsWhatItHolds()
    {
        var outcome = await NativeProbe.StartAsync("dotnet", ["exec", Metadata("FirstModel")]);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var losses = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => double.Parse(line.Split("loss ")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture))
            .ToArray();
        Assert.Equal(3, losses.Length);
        Assert.True(losses[2] < losses[0], outcome.Output);
    }

    [Theory]
    [InlineData("refresh", "`IRefreshTrigger`")]
    [InlineData("basis", "`IProjectionUpdater`")]
    [InlineData("rank", "`IRankPolicy`")]
    [InlineData("rank-filter", "`IRankFilter`, any number")]
    [InlineData("transport", "`IMomentTransport`")]
    [InlineData("step", "`ILowRankStep`")]
    [InlineData("full-rank-step", "`IFullRankStep`")]
    public void SlotTable_InTheReadme_NamesEveryKey(string slot, string contract)
    {
        using var provider = new ServiceCollection().AddAdaRank().BuildServiceProvider();
        var keys = provider.GetRequiredService<PluginCatalogue>().Where(plugin => plugin.Slot == slot).Select(plugin => plugin.Key);

        var row = Assert.Single(Read("README.md").Split('\n'), line => line.Contains($"| {contract} |", StringComparison.Ordinal));

        Assert.Equal(keys.Order(StringComparer.Ordinal), Quoted(row.Split('|')[3]));
    }

    [Fact]
    public void Profiles_InTheReadme_AreThoseThereAre()
    {
        var paragraph = Assert.Single(Read("README.md").Split("\n\n"), text => text.StartsWith("A [profile]", StringComparison.Ordinal));

        Assert.Equal(Profiles.BuiltIn.Keys.Order(StringComparer.Ordinal), Quoted(paragraph));
    }

    private static IEnumerable<string> Quoted(string text) => text.Split('`').Where((_, index) => index % 2 == 1).Order(StringComparer.Ordinal);

    private static string Read(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", name)).ReplaceLineEndings("\n");

    private static string Metadata(string key) =>
        typeof(ReadmeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}
