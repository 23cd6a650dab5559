using AdaRank.Packages.Tests.Building;

namespace AdaRank.Packages.Tests.Templates;

[Collection<WithTemplates>]
public sealed class PluginTemplateTests(PackedPackages packages, TemplateHive templates)
{
    [Theory]
    [InlineData("rank", "RankPolicy")]
    [InlineData("refresh", "Trigger")]
    [InlineData("basis", "Updater")]
    [InlineData("transport", "Transport")]
    public async Task Plugin_OfSlot_BuildsWithoutWarningsAndPassesItsContract(string slot, string suffix)
    {
        var folder = packages.NewFolder($"plugin-{slot}");

        await templates.NewAsync(folder, "adarank-plugin", "-n", "Acme.FastRanks", "--slot", slot);
        var project = Path.Combine(folder, "Acme.FastRanks");
        await DotnetCommand.SucceedAsync(project, "build", "-c", "Release", "-warnaserror");
        var output = await DotnetCommand.SucceedAsync(project, "test", "-c", "Release", "--no-build");

        Assert.Contains("[Plugin(\"fast-ranks\")]", File.ReadAllText(Path.Combine(project, "Acme.FastRanks", $"FastRanks{suffix}.cs")), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(project, "Acme.FastRanks"), "*.cs"));
        Assert.Contains("failed: 0", output, StringComparison.Ordinal);
        Assert.DoesNotContain("total: 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plugin_Packed_NeedsOnlyTheContracts()
    {
        var folder = packages.NewFolder("plugin-packed");
        await templates.NewAsync(folder, "adarank-plugin", "-n", "Acme.FastRanks");

        await DotnetCommand.SucceedAsync(Path.Combine(folder, "Acme.FastRanks"), "pack", "Acme.FastRanks", "-o", folder);

        using var package = System.IO.Compression.ZipFile.OpenRead(Path.Combine(folder, "Acme.FastRanks.0.1.0.nupkg"));
        var dependency = Assert.Single(Contents.PackedProject.Describe(package).Dependencies);
        Assert.Equal("AdaRank.Abstractions", dependency.Id);
    }
}
