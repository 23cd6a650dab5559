using AdaRank.Rank;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Tests.Documents;

/// <summary>The pages about ranks and refreshes, and the package's own, name every plugin and option that there is.</summary>
public sealed class StrategyPageTests
{
    [Theory]
    [InlineData(typeof(IRankPolicy), "rank-policies.md", 8)]
    [InlineData(typeof(IRankFilter), "rank-policies.md", 3)]
    [InlineData(typeof(IRefreshTrigger), "refresh-triggers.md", 6)]
    public void Page_OfASlot_DescribesItsPluginsAndTheirOptions(Type slot, string page, int plugins)
    {
        var registrar = new Registrar();
        RankPlugins.Register(registrar);
        var text = Read(page);

        var descriptors = registrar.Descriptors[slot];

        Assert.Equal(plugins, descriptors.Count);
        Assert.All(descriptors, descriptor =>
        {
            Assert.Contains($"**`{descriptor.Key}`**", text, StringComparison.Ordinal);
            Assert.Contains($"`{descriptor.Key}`", Read("README.md"), StringComparison.Ordinal);
            Assert.All(descriptor.Tunables, tunable => Assert.Contains($"`{tunable.Name}`", text, StringComparison.Ordinal));
        });
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", page));

    private sealed class Registrar : IPluginRegistrar
    {
        public Dictionary<Type, List<PluginDescriptor>> Descriptors { get; } = [];

        public IPluginRegistrar Add<TSlot, TOptions>(PluginDescriptor descriptor, Func<IServiceProvider, TOptions, TSlot> create)
            where TSlot : class
            where TOptions : class, IPluginOptions, new()
        {
            if (!Descriptors.TryGetValue(typeof(TSlot), out var others))
            {
                Descriptors[typeof(TSlot)] = others = [];
            }

            others.Add(descriptor);
            return this;
        }
    }
}
