using AdaRank.CodeFixes.Plugins;
using Microsoft.CodeAnalysis;

namespace AdaRank.CodeFixes.Tests.Plugins;

/// <summary>ADR029 and its fix: both need a project that references AdaRank.Testing and a package.</summary>
public sealed class ContractTestFixTests
{
    private const string Tests = "Acme.Tests";

    private static readonly Lazy<MetadataReference> Acme = new(() => PluginFix.Package("Acme", """
        using AdaRank.Plugins;
        using AdaRank.Rank;
        using AdaRank.Refresh;

        namespace Acme;

        [Plugin("one")] public sealed class OnePolicy : IRankPolicy { public int ChooseRank(in RankObservation o) => 1; }
        [Plugin("two")] public sealed class TwoTrigger : IRefreshTrigger { public RefreshCause Examine(in RefreshObservation o) => default; }
        [Plugin("three")] internal sealed class HiddenPolicy : IRankPolicy { public int ChooseRank(in RankObservation o) => 1; }
        """));

    [Fact]
    public async Task Rule_PluginsWithoutContractTest_AreMissedInTheProjectNamedAfterTheirs() =>
        Assert.Equal(2, await PluginFix.CountAsync(new ContractTestFix(), "public sealed class Something;", Tests, Acme.Value));

    [Fact]
    public async Task Rule_PluginsWithContractTests_AreLeftAlone() => Assert.Equal(0, await PluginFix.CountAsync(
        new ContractTestFix(),
        """
        public sealed class OneTests : AdaRank.Testing.RankPolicyContract<Acme.OnePolicy>;
        public abstract class Between : AdaRank.Testing.RefreshTriggerContract<Acme.TwoTrigger>;
        """,
        Tests, Acme.Value));

    [Fact]
    public async Task Rule_OneOfTwoPluginsTested_MissesTheOther() => Assert.Equal(1, await PluginFix.CountAsync(
        new ContractTestFix(), "public sealed class OneTests : AdaRank.Testing.RankPolicyContract<Acme.OnePolicy>;", "Other", Acme.Value));

    [Fact]
    public async Task Rule_ProjectThatOnlyUsesThePackage_IsLeftAlone() =>
        Assert.Equal(0, await PluginFix.CountAsync(new ContractTestFix(), "public sealed class Something;", "Other", Acme.Value));

    [Fact]
    public async Task Fix_PluginWithoutContractTest_AddsTheOneLine()
    {
        const string code = """
            using Acme;
            using AdaRank.Testing;

            namespace Acme.Tests;

            public sealed class TwoTests : RefreshTriggerContract<TwoTrigger>;

            """;

        var changed = await PluginFix.ApplyAsync(new ContractTestFix(), code, Tests, Acme.Value);

        Assert.Equal(code + "\npublic sealed class OnePolicyContractTests : RankPolicyContract<OnePolicy>;\n", changed);
        Assert.Equal(0, await PluginFix.CountAsync(new ContractTestFix(), changed, Tests, Acme.Value));
    }

    [Fact]
    public async Task FixAll_TwoPluginsWithoutContractTest_AddsBoth()
    {
        var changed = await PluginFix.ApplyToAllAsync(new ContractTestFix(), "public sealed class Something;\n", Tests, Acme.Value);

        Assert.Contains("OnePolicyContractTests : AdaRank.Testing.RankPolicyContract<Acme.OnePolicy>;", changed, StringComparison.Ordinal);
        Assert.Contains("TwoTriggerContractTests : AdaRank.Testing.RefreshTriggerContract<Acme.TwoTrigger>;", changed, StringComparison.Ordinal);
        Assert.Equal(0, await PluginFix.CountAsync(new ContractTestFix(), changed, Tests, Acme.Value));
    }
}
