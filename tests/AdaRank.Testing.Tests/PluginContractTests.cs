using System.Globalization;
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
        contract.LifeCycle_StartAndStop_ThrowNothing();
        contract.Options_DefaultsAsText_AreTakenAndValid();
        contract.Options_NumberBeyondItsRange_IsRefused();
        contract.Options_EndOfItsRange_IsTaken();
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
    public void LifeCycle_PluginThatCannotStop_Fails() =>
        ContractFailure.Assert(new Careless().LifeCycle_StartAndStop_ThrowNothing, "Assert.Null() Failure");

    [Fact]
    public void Options_ValidatorThatForgetsTheRange_Fails() => ContractFailure.Assert(
        new Careless().Options_NumberBeyondItsRange_IsRefused, "Option Share may be -1, although it is to be at least 0, at most 1.");

    [Fact]
    public void Options_ValidatorNarrowerThanItsRange_Fails() => ContractFailure.Assert(
        new Narrow().Options_EndOfItsRange_IsTaken, "Option Count may not be 9, although it is to be at least 1, below 10");

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
    internal sealed class CarelessTrigger(CarelessOptions options) : IRefreshTrigger, IPluginStart, IPluginStop
    {
        public void Start() => options.Validate();

        public void Stop() => throw new NotSupportedException();

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

    internal sealed class NarrowOptions : IPluginOptions
    {
        [Tunable(1, 10, ExcludesMaximum = true)]
        public int Count { get; set; } = 3;

        public void Validate()
        {
            if (Count > 8)
            {
                throw new InvalidSettingException("count", Count, "use at most 8");
            }
        }

        public bool TrySet(string name, string text)
        {
            Count = int.Parse(text, CultureInfo.InvariantCulture);
            return true;
        }
    }

    [Plugin("narrow")]
    internal sealed class NarrowTrigger(NarrowOptions options) : IRefreshTrigger
    {
        public RefreshCause Examine(in RefreshObservation observation) => options.Count > 8 ? RefreshCause.Interval : RefreshCause.None;
    }

    private sealed class Tuned : RefreshTriggerContract<TunedTrigger>
    {
        public TunedTrigger Make() => Create();
    }

    private sealed class Careless : RefreshTriggerContract<CarelessTrigger>;

    private sealed class Forgetful : RefreshTriggerContract<ForgetfulTrigger>;

    private sealed class Narrow : RefreshTriggerContract<NarrowTrigger>;
}
