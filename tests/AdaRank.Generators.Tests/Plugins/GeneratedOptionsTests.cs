using System.Globalization;
using System.Reflection;
using AdaRank.Plugins;
using AdaRank.Rank;

namespace AdaRank.Generators.Tests.Plugins;

/// <summary>Generated options at work: compiled, loaded and used as the engine uses them.</summary>
public sealed class GeneratedOptionsTests
{
    private const string Policy = """
        namespace Acme;

        public enum Shape { Round, Square }

        [Plugin("tuned")]
        public sealed class TunedRankPolicy(AdaRank.Sampling.IGaussianSource source) : IRankPolicy
        {
            [Tunable(0, 1, ExcludesMaximum = true)] public double Tolerance { get; init; } = 0.04;
            [Tunable(1, 10)] public int Rank { get; init; } = 3;
            [Tunable(1, 10)] public long? Limit { get; init; }
            [Tunable] public float Factor { get; init; } = -1;
            [Tunable] public bool IsOn { get; init; }
            [Tunable] public string Name { get; init; } = "x";
            [Tunable] public Shape Form { get; init; } = Shape.Square;

            public int ChooseRank(in RankObservation observation) => Rank;

            public override string ToString() =>
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Tolerance} {Rank} {Limit} {Factor} {IsOn} {Name} {Form} {source is null}");
        }
        """;

    private static readonly Lazy<Assembly> Loaded = new(() => PluginRun.Of(Policy).Load());

    [Fact]
    public void Register_LoadedPackage_DescribesThePlugin()
    {
        var (descriptor, _, _) = Register();

        Assert.Equal("tuned", descriptor.Key);
        Assert.Equal("User", descriptor.Package);
        Assert.Equal(new ContractVersion(1, 0), descriptor.Contract);
        Assert.Equal(["Tolerance", "Rank", "Limit", "Factor", "IsOn", "Name", "Form"], descriptor.Tunables.Select(tunable => tunable.Name));
        Assert.Equal(["0.04", "3", "", "-1", "false", "x", "Square"], descriptor.Tunables.Select(tunable => tunable.Default));
        Assert.Equal("at least 0, below 1", descriptor.Tunables[0].Range);
        Assert.Equal(["Round", "Square"], descriptor.Tunables[6].Choices);
    }

    [Fact]
    public void Create_OptionsSetFromText_ReachThePlugin()
    {
        var (_, options, create) = Register();
        string[][] texts =
        [
            ["TOLERANCE", "5e-1"], ["rank", "7"], ["Limit", "9"], ["Factor", "-2.5"], ["isOn", "True"], ["Name", "a b"], ["Form", "round"],
        ];

        Assert.All(texts, pair => Assert.True(options.TrySet(pair[0], pair[1])));
        options.Validate();

        Assert.Equal("0.5 7 9 -2.5 True a b Round False", create(new Services(), options).ToString());
    }

    [Fact]
    public void Create_DefaultOptions_GiveThePluginItsOwnDefaults()
    {
        var (_, options, create) = Register();

        options.Validate();

        Assert.Equal("0.04 3  -1 False x Square False", create(new Services(), options).ToString());
    }

    [Fact]
    public void Create_ServiceMissing_NamesSlotKeyAndService()
    {
        var (_, options, create) = Register();

        var problem = Assert.Throws<InvalidOperationException>(() => create(new NoServices(), options));

        Assert.Equal(
            "Plugin 'tuned' of slot 'rank' needs a service of type AdaRank.Sampling.IGaussianSource, and none is registered: add one to the services.",
            problem.Message);
    }

    [Theory]
    [InlineData("Tolerance", "1", "Tolerance is 1: use a finite number that is at least 0 and below 1, for example 0.04.")]
    [InlineData("Tolerance", "NaN", "Tolerance is NaN: use a finite number that is at least 0 and below 1, for example 0.04.")]
    [InlineData("Rank", "0", "Rank is 0: use a whole number that is at least 1 and at most 10, for example 3.")]
    [InlineData("Limit", "11", "Limit is 11: use a whole number that is at least 1 and at most 10, or leave it out.")]
    [InlineData("Factor", "Infinity", "Factor is Infinity: use a finite number, for example -1.")]
    public void Validate_ValueOutOfRange_NamesItAndTheRange(string name, string text, string message)
    {
        var (_, options, _) = Register();
        Assert.True(options.TrySet(name, text));

        var problem = Assert.Throws<InvalidSettingException>(options.Validate);

        Assert.Equal(message, problem.Message);
    }

    [Theory]
    [InlineData("Tolerance", "0,5", "Tolerance is '0,5': write a number with a point, for example 0.04.")]
    [InlineData("Rank", "2.5", "Rank is '2.5': write a whole number.")]
    [InlineData("Rank", "", "Rank is '': write a whole number.")]
    [InlineData("Rank", "99999999999", "Rank is '99999999999': write a whole number.")]
    [InlineData("IsOn", "yes", "IsOn is 'yes': write true or false.")]
    [InlineData("Form", "oval", "Form is 'oval': write one of Round, Square.")]
    [InlineData("Form", "1", "Form is '1': write one of Round, Square.")]
    public void TrySet_TextOfAnotherType_SaysWhatToWriteAndSetsNothing(string name, string text, string message)
    {
        var (_, options, create) = Register();
        var before = create(new Services(), options).ToString();

        var problem = Assert.Throws<InvalidSettingException>(() => options.TrySet(name, text));

        Assert.Equal(message, problem.Message);
        Assert.Equal(before, create(new Services(), options).ToString());
    }

    [Fact]
    public void TrySet_UnknownName_IsRefused() => Assert.False(Register().Options.TrySet("Tolerances", "1"));

    [Fact]
    public void TrySet_OtherCulture_ReadsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        var (_, options, create) = Register();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "\u2212" } };
            Assert.True(options.TrySet("Tolerance", "0.25"));
            Assert.True(options.TrySet("Factor", "-3"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.StartsWith("0.25 3  -3", create(new Services(), options).ToString(), StringComparison.Ordinal);
    }

    private static (PluginDescriptor Descriptor, IPluginOptions Options, Func<IServiceProvider, IPluginOptions, object> Create) Register()
    {
        var registrar = new Registrar();
        Loaded.Value.GetType("User.UserPlugins")!.GetMethod("Register")!.Invoke(null, [registrar]);
        return Assert.Single(registrar.Declared);
    }

    private sealed class Registrar : IPluginRegistrar
    {
        public List<(PluginDescriptor, IPluginOptions, Func<IServiceProvider, IPluginOptions, object>)> Declared { get; } = [];

        public IPluginRegistrar Add<TSlot, TOptions>(PluginDescriptor descriptor, Func<IServiceProvider, TOptions, TSlot> create)
            where TSlot : class
            where TOptions : class, IPluginOptions, new()
        {
            Assert.Equal(typeof(IRankPolicy), typeof(TSlot));
            Declared.Add((descriptor, new TOptions(), (services, options) => create(services, (TOptions)options)));
            return this;
        }
    }

    private sealed class Services : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(AdaRank.Sampling.IGaussianSource) ? new AdaRank.Sampling.PhiloxGaussianSource(1) : null;
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
