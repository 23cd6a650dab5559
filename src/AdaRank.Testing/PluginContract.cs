using System.Globalization;
using AdaRank.Plugins;
using AdaRank.Testing.Construction;
using Xunit;

namespace AdaRank.Testing;

/// <summary>What holds for every plugin, whatever its slot. Derive from the contract of a slot, not from this class.</summary>
/// <typeparam name="TPlugin">The plugin under test.</typeparam>
public abstract class PluginContract<TPlugin>
    where TPlugin : class
{
    /// <summary>Services for the plugin's constructor; by default those that AdaRank itself registers.</summary>
    /// <value>A provider of <see cref="Sampling.IGaussianSource"/> with a fixed seed.</value>
    protected virtual IServiceProvider Services { get; } = new ContractServices();

    /// <summary>Builds the plugin. Called many times; objects must not share anything that changes.</summary>
    /// <returns>A new object.</returns>
    /// <remarks>
    /// By default it is built as the engine builds it: by its generated registration, with default options. Override
    /// this to test other options, or a class that is not registered.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The plugin is not registered and has no constructor without parameters.</exception>
    protected virtual TPlugin Create() => PluginFactory.Create<TPlugin>(Services);

    /// <summary>The plugin is built from default options and the services there are.</summary>
    [Fact]
    public void Create_DefaultOptions_GivesAPlugin() => Assert.NotNull(Create());

    /// <summary>It can be started and stopped, as the engine does around its use.</summary>
    [Fact]
    public void LifeCycle_StartAndStop_ThrowNothing()
    {
        var plugin = Create();

        Assert.Null(Record.Exception(() =>
        {
            (plugin as IPluginStart)?.Start();
            (plugin as IPluginStop)?.Stop();
        }));
    }

    /// <summary>Each option takes its own default as configuration would write it, and stays valid.</summary>
    [Fact]
    public void Options_DefaultsAsText_AreTakenAndValid()
    {
        foreach (var (descriptor, options) in PluginFactory.OptionsOf<TPlugin>())
        {
            foreach (var tunable in descriptor.Tunables.Where(tunable => tunable.Default.Length > 0))
            {
                Assert.True(options.TrySet(tunable.Name, tunable.Default), $"Option {tunable.Name} is not known to TrySet.");
            }

            options.Validate();
        }
    }

    /// <summary>A number beyond the range that the option declares is refused, before anything is built from it.</summary>
    [Fact]
    public void Options_NumberBeyondItsRange_IsRefused()
    {
        foreach (var (descriptor, _) in PluginFactory.OptionsOf<TPlugin>())
        {
            foreach (var (tunable, number) in descriptor.Tunables.SelectMany(BeyondRange))
            {
                var (_, options) = PluginFactory.OptionsOf<TPlugin>().Single(found => found.Descriptor.Key == descriptor.Key);
                var problem = Record.Exception(() =>
                {
                    Assert.True(options.TrySet(tunable.Name, number), $"Option {tunable.Name} is not known to TrySet.");
                    options.Validate();
                });
                Assert.True(
                    problem is InvalidSettingException,
                    $"Option {tunable.Name} may be {number}, although it is to be {tunable.Range}.");
            }
        }
    }

    /// <summary>The first and the last number of the range that the option declares are taken: the range is as wide as it says.</summary>
    [Fact]
    public void Options_EndOfItsRange_IsTaken()
    {
        foreach (var (descriptor, _) in PluginFactory.OptionsOf<TPlugin>())
        {
            foreach (var (tunable, number) in descriptor.Tunables.SelectMany(EndsOfRange))
            {
                var (_, options) = PluginFactory.OptionsOf<TPlugin>().Single(found => found.Descriptor.Key == descriptor.Key);
                var problem = Record.Exception(() =>
                {
                    Assert.True(options.TrySet(tunable.Name, number), $"Option {tunable.Name} is not known to TrySet.");
                    options.Validate();
                });
                Assert.True(
                    problem is null, $"Option {tunable.Name} may not be {number}, although it is to be {tunable.Range}: {problem?.Message}");
            }
        }
    }

    /// <summary>A number that is no number is refused, by name, before anything is built from it.</summary>
    [Fact]
    public void Options_NotANumber_IsRefused()
    {
        foreach (var (descriptor, _) in PluginFactory.OptionsOf<TPlugin>())
        {
            foreach (var tunable in descriptor.Tunables.Where(tunable => tunable.Kind == TunableKind.Number))
            {
                var (_, options) = PluginFactory.OptionsOf<TPlugin>().Single(found => found.Descriptor.Key == descriptor.Key);
                Assert.True(options.TrySet(tunable.Name, "NaN"), $"Option {tunable.Name} is not known to TrySet.");
                Assert.Throws<InvalidSettingException>(options.Validate);
            }
        }
    }

    /// <summary>A text that is no value is refused, and changes nothing.</summary>
    [Fact]
    public void Options_TextOfNoValue_IsRefused()
    {
        foreach (var (descriptor, options) in PluginFactory.OptionsOf<TPlugin>())
        {
            foreach (var tunable in descriptor.Tunables.Where(tunable => tunable.Kind != TunableKind.Text))
            {
                Assert.Throws<InvalidSettingException>(() => options.TrySet(tunable.Name, "?"));
            }

            options.Validate();
            Assert.False(options.TrySet("no such option", "1"), "TrySet takes an option that there is not.");
        }
    }

    private static IEnumerable<(TunableDescriptor Tunable, string Number)> EndsOfRange(TunableDescriptor tunable)
    {
        var isNumber = tunable.Kind == TunableKind.Number;
        if (double.IsFinite(tunable.Minimum))
        {
            var after = isNumber ? Math.BitIncrement(tunable.Minimum) : Math.Floor(tunable.Minimum) + 1;
            var first = tunable.ExcludesMinimum ? after : isNumber ? tunable.Minimum : Math.Ceiling(tunable.Minimum);
            yield return (tunable, first.ToString("R", CultureInfo.InvariantCulture));
        }

        if (double.IsFinite(tunable.Maximum))
        {
            var before = isNumber ? Math.BitDecrement(tunable.Maximum) : Math.Ceiling(tunable.Maximum) - 1;
            var last = tunable.ExcludesMaximum ? before : isNumber ? tunable.Maximum : Math.Floor(tunable.Maximum);
            yield return (tunable, last.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    private static IEnumerable<(TunableDescriptor Tunable, string Number)> BeyondRange(TunableDescriptor tunable)
    {
        if (double.IsFinite(tunable.Minimum))
        {
            var below = tunable.ExcludesMinimum ? tunable.Minimum : Math.Ceiling(tunable.Minimum) - 1;
            yield return (tunable, below.ToString("R", CultureInfo.InvariantCulture));
        }

        if (double.IsFinite(tunable.Maximum))
        {
            var above = tunable.ExcludesMaximum ? tunable.Maximum : Math.Floor(tunable.Maximum) + 1;
            yield return (tunable, above.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
