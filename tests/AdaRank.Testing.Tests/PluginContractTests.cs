using AdaRank.Plugins;
using AdaRank.Refresh;
using AdaRank.Sampling;

namespace AdaRank.Testing.Tests;

/// <summary>What the contract of every plugin asks of its registration and options: this project registers some.</summary>
public sealed class PluginContractTests
{
    [Fact]
    public void Contract_GeneratedOptions_AreFulfilled()
    {
        var contract = new Tuned();

        contract.Create_DefaultOptions_GivesAPlugin();
        contract.Options_DefaultsAsText_AreTakenAndValid();
        contract.Options_NotANumber_IsRefused();
        contract.Options_TextOfNoValue_IsRefused();
    }

    [Fact]
    public void Create_RegisteredPlugin_GetsServicesAndDefaults()
    {
        var trigger = new Tuned().Make();

        Assert.Equal(0.25, trigger.Share);
        Assert.NotNull(trigger.Gaussians);
    }

    [Fact]
    public void Options_ValidatorThatLetsEverythingPass_Fails() =>
        ContractFailure.Assert(new Careless().Options_NotANumber_IsRefused, "Assert.Throws() Failure");

    [Fact]
    public void Options_TextReaderThatForgetsOne_Fails() =>
        ContractFailure.Assert(new Forgetful().Options_DefaultsAsText_AreTakenAndValid, "Option Share is not known to TrySet");

    [Fact]
    public void Options_TextReaderThatTakesAnything_Fails() =>
        ContractFailure.Assert(new Careless().Options_TextOfNoValue_IsRefused, "Assert.Throws() Failure");

    /// <summary>Never refreshes.</summary>
    /// <param name="gaussians">A service.</param>
    [Plugin("tuned")]
    internal sealed class TunedTrigger(IGaussianSource gaussians) : IRefreshTrigger
    {
        public IGaussianSource Gaussians { get; } = gaussians;

        [Tunable(0, 1)]
        public double Share { get; init; } = 0.25;

        [Tunable]
        public DayOfWeek Day { get; init; } = DayOfWeek.Friday;

        [Tunable]
        public string? Note { get; init; }

        public RefreshCause Examine(in RefreshObservation observation) => RefreshCause.None;
    }

    internal sealed class CarelessOptions : IPluginOptions
    {
        [Tunable(0, 1)]
        public double Share { get; set; }

        public void Validate()
        {
        }

        public bool TrySet(string name, string text) => true;
    }

    [Plugin("careless")]
    internal sealed class CarelessTrigger(CarelessOptions options) : IRefreshTrigger
    {
        public RefreshCause Examine(in RefreshObservation observation) => options.Share > 2 ? RefreshCause.Interval : RefreshCause.None;
    }

    internal sealed class ForgetfulOptions : IPluginOptions
    {
        [Tunable(0, 1)]
        public double Share { get; set; }

        public void Validate()
        {
        }

        public bool TrySet(string name, string text) => false;
    }

    [Plugin("forgetful")]
    internal sealed class ForgetfulTrigger(ForgetfulOptions options) : IRefreshTrigger
    {
        public RefreshCause Examine(in RefreshObservation observation) => options.Share > 2 ? RefreshCause.Interval : RefreshCause.None;
    }

    private sealed class Tuned : RefreshTriggerContract<TunedTrigger>
    {
        public TunedTrigger Make() => Create();
    }

    private sealed class Careless : RefreshTriggerContract<CarelessTrigger>;

    private sealed class Forgetful : RefreshTriggerContract<ForgetfulTrigger>;
}
