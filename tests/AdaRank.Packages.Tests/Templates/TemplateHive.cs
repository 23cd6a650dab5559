using AdaRank.Packages.Tests.Building;

namespace AdaRank.Packages.Tests.Templates;

/// <summary>The templates, installed where they do not touch those of the user.</summary>
/// <param name="packages">The packages with the templates.</param>
public sealed class TemplateHive(PackedPackages packages) : IAsyncLifetime
{
    private readonly string _hive = packages.NewFolder("templates-hive");

    /// <summary>Installs the templates.</summary>
    public async ValueTask InitializeAsync() => await DotnetCommand.SucceedAsync(
        _hive, "new", "install", Path.Combine(packages.Feed, $"AdaRank.Templates.{PackedPackages.Version}.nupkg"), "--debug:custom-hive", _hive);

    /// <summary>Nothing: the folder goes with the packages.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Makes something from a template.</summary>
    /// <param name="folder">The current folder.</param>
    /// <param name="arguments">The template and its arguments.</param>
    internal async Task NewAsync(string folder, params string[] arguments) =>
        await DotnetCommand.SucceedAsync(folder, ["new", .. arguments, "--debug:custom-hive", _hive, "--no-update-check"]);
}
