using AdaRank.Generators.Plugins;
using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Plugins;

public sealed class PluginSpecTests
{
    public static TheoryData<string> Specs =>
        [nameof(PluginSpec), nameof(OptionsSpec), nameof(GroupSpec), nameof(ManifestSpec), nameof(PluginManifest), nameof(PluginAssembly)];

    [Theory]
    [MemberData(nameof(Specs))]
    public void Spec_AndAllItHolds_KeepsNothingOfTheCompilationAlive(string name)
    {
        var spec = typeof(PluginSpec).Assembly.GetType($"AdaRank.Generators.Plugins.{name}", throwOnError: true)!;

        var seen = SpecTypes.AssertKeepsNothingAlive(spec);

        Assert.Contains(typeof(string), seen);
    }
}
