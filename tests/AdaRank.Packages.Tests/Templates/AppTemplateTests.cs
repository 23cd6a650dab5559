using System.Globalization;
using System.Text.RegularExpressions;
using AdaRank.Packages.Tests.Building;

namespace AdaRank.Packages.Tests.Templates;

[Collection<WithTemplates>]
public sealed partial class AppTemplateTests(PackedPackages packages, TemplateHive templates)
{
    [Fact]
    public async Task App_WithModelAdded_BuildsWithoutWarningsAndTrains()
    {
        var folder = packages.NewFolder("app");
        await templates.NewAsync(folder, "adarank-app", "-n", "Acme.Trainer");
        var project = Path.Combine(folder, "Acme.Trainer");

        await DotnetCommand.SucceedAsync(project, "restore"); // without which dotnet new does not know the root namespace
        await templates.NewAsync(project, "adarank-model", "-n", "Encoder", "--group", "attention");
        await DotnetCommand.SucceedAsync(project, "build", "-c", "Release", "-warnaserror");
        var output = await DotnetCommand.SucceedAsync(project, "run", "-c", "Release", "--no-build", "--", "200");

        Assert.Contains("namespace Acme.Trainer;", await File.ReadAllTextAsync(Path.Combine(project, "Encoder.cs"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var losses = Loss().Matches(output).Select(static match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(5, losses.Count);
        Assert.True(losses[^1] < 0.5 * losses[0], output);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(project, "bin"), "libtorch*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("AdaRankGrad")]
    [InlineData("GaLore")]
    [InlineData("AdamW")]
    public async Task App_Profile_StandsInTheProgram(string profile)
    {
        var folder = packages.NewFolder($"app-{profile}");

        await templates.NewAsync(folder, "adarank-app", "-n", "Trainer", "--profile", profile);

        var program = await File.ReadAllTextAsync(Path.Combine(folder, "Trainer", "Program.cs"), TestContext.Current.CancellationToken);
        Assert.Contains($"UseProfile(Profiles.{profile})", program, StringComparison.Ordinal);
        Assert.Contains("using Trainer;", program, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"loss ([\d.]+);")]
    private static partial Regex Loss();
}
