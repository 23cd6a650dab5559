using AdaRank.Composition;
using AdaRank.Plugins;
using AdaRank.Rank;
using AdaRank.Steps;
using AdaRank.Tests.Composition;
using Microsoft.Extensions.DependencyInjection;

namespace AdaRank.Tests.Plugins;

public sealed class PluginOrderTests
{
    [Fact]
    public void Sort_NobodySaysAnything_KeepsTheOrderOfDeclaration() =>
        Assert.Equal(["c", "a", "b"], Sort(new("c"), new("a"), new("b")));

    [Fact]
    public void Sort_AfterAndBefore_AreBothKept() => Assert.Equal(
        ["b", "c", "a", "d"], Sort(new("a") { After = ["c"] }, new("b"), new("c"), new("d") { After = ["a"] }));

    [Fact]
    public void Sort_ReferenceToNothing_SaysNothing() =>
        Assert.Equal(["a", "b"], Sort(new("a") { After = ["nobody", "basis/nobody"] }, new("b")));

    [Fact]
    public void Sort_ReferenceToAnotherSlot_Counts()
    {
        var problems = new ProblemList();
        var sorted = PluginOrder.Sort(
            [Plugin<IRankPolicy>(new("a") { After = ["observer/a"] }), Plugin<IStepObserver>(new("a"))], problems);

        Assert.Equal(["observer/a", "rank/a"], sorted.Select(plugin => plugin.Declaration.Id));
        Assert.Equal(["after observer/a, as it asks"], sorted[1].Reasons);
    }

    [Fact]
    public void Sort_ReferenceWithoutASlot_MeansTheOwnSlot()
    {
        var sorted = PluginOrder.Sort(
            [Plugin<IRankPolicy>(new("b") { After = ["a"] }), Plugin<IStepObserver>(new("a"))], new ProblemList());

        Assert.Equal(["rank/b", "observer/a"], sorted.Select(plugin => plugin.Declaration.Id));
    }

    [Theory]
    [InlineData("order of plugins is rank/a -> rank/a: ", "a<a")]
    [InlineData("order of plugins is rank/a -> rank/b -> rank/a: ", "a<b", "b<a")]
    [InlineData("order of plugins is rank/b -> rank/d -> rank/c -> rank/b: ", "a<b", "b<d", "c<b", "d<c", "d<e")]
    public void Sort_Cycle_IsReportedWithItsWholePathAndNothingElse(string message, params string[] wishes)
    {
        var problems = new ProblemList();
        var plugins = "abcde".Select(key => Plugin<IRankPolicy>(new($"{key}")
        {
            Before = [.. wishes.Where(wish => wish[0] == key).Select(wish => $"{wish[2]}")],
        })).ToArray();

        PluginOrder.Sort(plugins, problems);

        Assert.StartsWith(message, Assert.Single(problems.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sort_TwoCycles_ReportsBoth()
    {
        var problems = new ProblemList();
        PluginOrder.Sort(
            [
                Plugin<IRankPolicy>(new("a") { After = ["b"] }), Plugin<IRankPolicy>(new("b") { After = ["a"] }),
                Plugin<IRankPolicy>(new("c") { Before = ["d"] }), Plugin<IRankPolicy>(new("d") { Before = ["c"] }),
            ],
            problems);

        Assert.Equal(
            ["rank/a -> rank/b -> rank/a", "rank/c -> rank/d -> rank/c"], problems.Problems.Select(problem => $"{problem.Value}"));
    }

    /// <summary>Random wishes without a cycle: every wish holds, and the result is the same each time.</summary>
    [Fact]
    public void Sort_RandomWishes_AllHold()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 200; trial++)
        {
            var count = random.Next(1, 12);
            var place = Enumerable.Range(0, count).OrderBy(_ => random.Next()).ToArray();
            var wishes = Enumerable.Range(0, 2 * count)
                .Select(_ => (First: random.Next(count), Second: random.Next(count)))
                .Where(wish => place[wish.First] < place[wish.Second])
                .ToArray();
            var plugins = Enumerable.Range(0, count).Select(self => Plugin<IRankPolicy>(new($"p{self}")
            {
                Before = [.. wishes.Where(wish => wish.First == self && wish.Second % 2 == 0).Select(wish => $"p{wish.Second}")],
                After = [.. wishes.Where(wish => wish.Second == self && self % 2 == 1).Select(wish => $"p{wish.First}")],
            })).ToArray();
            var problems = new ProblemList();

            var sorted = PluginOrder.Sort(plugins, problems).Select(plugin => plugin.Declaration.Descriptor.Key).ToList();

            Assert.Equal((0, count), (problems.Count, sorted.Count));
            Assert.All(wishes, wish => Assert.True(sorted.IndexOf($"p{wish.First}") < sorted.IndexOf($"p{wish.Second}")));
            Assert.Equal(sorted, PluginOrder.Sort(plugins, problems).Select(plugin => plugin.Declaration.Descriptor.Key));
        }
    }

    [Fact]
    public void Describe_Plugin_TellsOptionsAndWhyItStandsWhereItDoes()
    {
        using var provider = new ServiceCollection()
            .AddAdaRank(adarank => adarank
                .AddPlugin<IRankPolicy, TestOptions>(
                    TestOptions.Describe("constant") with { After = ["fixed"], Requires = ["basis/exact-svd"] },
                    static (_, options) => new ConstantRankPolicy(options))
                .AddPlugin<IRankPolicy, TestOptions>(new("other") { Before = ["constant"] }, static (_, options) => new ConstantRankPolicy(options)))
            .BuildServiceProvider();
        var catalogue = provider.GetRequiredService<PluginCatalogue>();

        Assert.Equal(
            """
            rank/constant (contract 1.0, declared by hand)
              Always the same rank.
              Tolerance = 0.5 (at least 0, below 1): What may be lost.
              Rank = 2
              requires basis/exact-svd
              after rank/fixed, as it asks
              after rank/other, as that one asks

            """.ReplaceLineEndings("\n"),
            catalogue.Find("rank", "constant")!.Describe());
        Assert.Contains("basis/exact-svd (contract 1.0, AdaRank.Plugins.Projection)", catalogue.Describe(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, catalogue.Count), catalogue.Select(entry => entry.Position));
        Assert.True(catalogue.Find("rank", "other")!.Position < catalogue.Find("rank", "constant")!.Position);
    }

    [Fact]
    public void Catalogue_SettingsAreWrong_IsThereAllTheSame()
    {
        using var provider = new ServiceCollection()
            .AddAdaRank(adarank => adarank.AllGroups(group => group.Rank("nobody")))
            .BuildServiceProvider();

        Assert.NotEmpty(provider.GetRequiredService<PluginCatalogue>());
    }

    private static IEnumerable<string> Sort(params PluginDescriptor[] descriptors)
    {
        var problems = new ProblemList();
        var sorted = PluginOrder.Sort([.. descriptors.Select(Plugin<IRankPolicy>)], problems);
        Assert.Equal(0, problems.Count);
        return sorted.Select(plugin => plugin.Declaration.Descriptor.Key);
    }

    private static PluginDeclaration Plugin<TSlot>(PluginDescriptor descriptor)
        where TSlot : class =>
        PluginDeclaration.Of<TSlot, NoOptions>(SlotDescription.Find(typeof(TSlot))!, descriptor, static (_, _) => throw new NotSupportedException());
}
