using AdaRank.CodeFixes.Plugins;

namespace AdaRank.CodeFixes.Tests.Plugins;

public sealed class NearestKeyFixTests
{
    [Fact]
    public async Task Fix_KeyWithASlip_BecomesTheNearest()
    {
        var changed = await PluginFix.ApplyAsync(new NearestKeyFix(), Host("group.Rank(/* why */ \"energy-treshold\");"));

        Assert.Equal(Host("group.Rank(/* why */ \"energy-threshold\");"), changed);
        Assert.Equal(0, await PluginFix.CountAsync(new NearestKeyFix(), changed));
    }

    [Fact]
    public async Task FixAll_SeveralSlips_ChangesEachToThePluginOfItsSlot()
    {
        var changed = await PluginFix.ApplyToAllAsync(
            new NearestKeyFix(), Host("group.Rank(\"fixd\").Basis(\"exact-sdv\").Transport(\"rotat\").Step(\"adma\");"));

        Assert.Equal(Host("group.Rank(\"fixed\").Basis(\"exact-svd\").Transport(\"rotate\").Step(\"adam\");"), changed);
    }

    [Fact]
    public async Task Fix_KeyLikeNoOther_IsLeftToTheUser()
    {
        var code = Host("group.Rank(\"something-completely-different\");");

        Assert.Equal(code, await PluginFix.ApplyAsync(new NearestKeyFix(), code));
    }

    private static string Host(string call) => $$"""
        using AdaRank.Composition;

        public static class Host
        {
            public static void Configure(GroupBuilder group)
            {
                {{call}}
            }
        }
        """;
}
