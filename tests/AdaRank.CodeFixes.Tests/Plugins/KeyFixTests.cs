using AdaRank.CodeFixes.Plugins;

namespace AdaRank.CodeFixes.Tests.Plugins;

public sealed class KeyFixTests
{
    [Theory]
    [InlineData("LostEnergy", "lost-energy")]
    [InlineData("lost_energy", "lost-energy")]
    [InlineData(" Lost  energy 2x ", "lost-energy-2x")]
    [InlineData("--", "my")]
    public async Task Fix_KeyThatIsNotKebabCase_MakesItSo(string key, string expected)
    {
        var code = Policy("MyRankPolicy", key);

        Assert.Equal(Policy("MyRankPolicy", expected), await PluginFix.ApplyAsync(new KeyFix(), code));
        Assert.Equal(0, await PluginFix.CountAsync(new KeyFix(), Policy("MyRankPolicy", expected)));
    }

    [Fact]
    public async Task Fix_KeyOfAnotherPlugin_IsNamedAfterTheClass()
    {
        var code = Policy("First", "one") + Policy("SecondHandPolicy", "one");

        Assert.Equal(Policy("First", "one") + Policy("SecondHandPolicy", "second-hand"), await PluginFix.ApplyAsync(new KeyFix(), code));
    }

    [Fact]
    public async Task Fix_KeyOfAnotherPluginThatIsTheClassesName_GetsANumber()
    {
        var code = Policy("First", "second") + Policy("Second", "second");

        Assert.Equal(Policy("First", "second") + Policy("Second", "second-2"), await PluginFix.ApplyAsync(new KeyFix(), code));
    }

    [Fact]
    public async Task FixAll_SeveralKeys_ChangesEach()
    {
        var code = Policy("A", "A a") + Policy("B", "B b");

        Assert.Equal(Policy("A", "a-a") + Policy("B", "b-b"), await PluginFix.ApplyToAllAsync(new KeyFix(), code));
    }

    [Fact]
    public async Task Fix_KeyFromAConstant_IsLeftToTheUser()
    {
        const string code = """
            public static class Keys { public const string Wrong = "Not Kebab"; }
            [AdaRank.Plugins.Plugin(Keys.Wrong)]
            public sealed class Policy : AdaRank.Rank.IRankPolicy { public int ChooseRank(in AdaRank.Rank.RankObservation o) => 1; }
            """;

        Assert.Equal(code, await PluginFix.ApplyAsync(new KeyFix(), code));
    }

    private static string Policy(string name, string key) => $$"""
        [AdaRank.Plugins.Plugin("{{key}}")]
        public sealed class {{name}} : AdaRank.Rank.IRankPolicy { public int ChooseRank(in AdaRank.Rank.RankObservation o) => 1; }

        """;
}
