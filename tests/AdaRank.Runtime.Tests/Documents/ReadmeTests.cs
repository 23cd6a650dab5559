using System.Reflection;
using AdaRank.Tests.Native;

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

    private static string Read(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", name)).ReplaceLineEndings("\n");

    private static string Metadata(string key) =>
        typeof(ReadmeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}
