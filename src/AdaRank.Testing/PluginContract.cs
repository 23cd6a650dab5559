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
}
