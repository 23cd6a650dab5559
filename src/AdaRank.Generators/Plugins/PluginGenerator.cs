using System.Collections.Immutable;
using System.Globalization;
using AdaRank.Generators.References;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Plugins;

/// <summary>
/// Writes options, registrations and the manifest of the plugins of an assembly, and in a host the method that declares
/// the plugins of the packages it references.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PluginGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var plugins = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                PluginNames.PluginAttribute,
                predicate: static (node, _) => node is TypeDeclarationSyntax,
                transform: static (attributed, stop) => PluginParser.Parse(attributed, stop))
            .Where(static plugin => plugin is not null)
            .Select(static (plugin, _) => plugin!)
            .WithTrackingName(PluginStepNames.ParsePlugin);

        var written = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                PluginNames.TunableAttribute,
                predicate: static (node, _) => node is PropertyDeclarationSyntax,
                transform: static (attributed, stop) => OptionsReader.Parse(attributed, stop))
            .Where(static options => options is not null)
            .Select(static (options, _) => options!)
            .WithTrackingName(PluginStepNames.ParseOptions);

        var groups = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                PluginNames.PluginGroupAttribute,
                predicate: static (node, _) => node is ClassDeclarationSyntax,
                transform: static (attributed, stop) => GroupParser.Parse(attributed, stop))
            .Where(static group => group is not null)
            .Select(static (group, _) => group!)
            .WithTrackingName(PluginStepNames.ParseGroup);

        RegisterOptions(context, plugins, written);
        RegisterManifest(context, plugins, groups);
        RegisterReferences(context);
    }

    private static void RegisterOptions(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<PluginSpec> plugins,
        IncrementalValuesProvider<OptionsSpec> written)
    {
        var generated = plugins
            .Where(static plugin => plugin.GeneratedOptions is not null)
            .Select(static (plugin, _) => plugin.GeneratedOptions!);
        var named = generated.Collect()
            .Combine(written.Collect())
            .SelectMany(static (all, _) => NameFiles(all.Left.AddRange(all.Right)))
            .WithTrackingName(PluginStepNames.NameOptions);

        context.RegisterSourceOutput(named, static (output, options) =>
            output.AddSource(options.Hint + PluginNames.OptionsFileSuffix, OptionsEmitter.Emit(options.Spec)));
    }

    private static void RegisterManifest(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<PluginSpec> plugins,
        IncrementalValuesProvider<GroupSpec> groups)
    {
        var assembly = context.CompilationProvider
            .Select(static (compilation, _) => GroupParser.Name(compilation))
            .WithTrackingName(PluginStepNames.NameAssembly);
        var manifest = plugins.Collect()
            .Combine(groups.Collect())
            .Combine(assembly)
            .Select(static (all, _) => ManifestSpec.Of(all.Left.Left, all.Left.Right, all.Right))
            .WithTrackingName(PluginStepNames.CombineManifest);

        context.RegisterSourceOutput(manifest, static (output, manifest) =>
        {
            if (manifest.IsNeeded)
            {
                output.AddSource(PluginNames.ManifestFile, ManifestEmitter.Emit(manifest));
            }
        });
    }

    private static void RegisterReferences(IncrementalGeneratorInitializationContext context)
    {
        var hasBuilder = context.MetadataReferencesProvider
            .Select(static (reference, _) => ReferenceReader.Read(reference))
            .Collect()
            .Select(static (all, _) => ReferenceReader.Sum(all).HasFlag(ReferencedTypes.PluginBuilder))
            .WithTrackingName(PluginStepNames.FindBuilder);
        var packages = context.MetadataReferencesProvider
            .Select(static (reference, _) => ManifestReader.Read(reference))
            .WithTrackingName(PluginStepNames.ReadReference)
            .Where(static manifest => manifest.Group is not null && !PluginNames.BuiltInPackages.Contains(manifest.Assembly))
            .Collect()
            .Select(static (all, _) => all
                .OrderBy(static package => package.Assembly, StringComparer.Ordinal)
                .GroupBy(static package => package.GroupReference, StringComparer.Ordinal)
                .Select(static same => same.First())
                .ToEquatableArray());
        var host = packages
            .Combine(hasBuilder)
            .WithTrackingName(PluginStepNames.CombineReferences);

        context.RegisterSourceOutput(host, static (output, host) =>
        {
            if (host.Right)
            {
                output.AddSource(PluginNames.ReferencedPluginsFile, ReferencedPluginsEmitter.Emit(host.Left));
            }
        });
    }

    /// <summary>Gives each file a name that no other has, in whatever case: file systems fold it.</summary>
    private static IEnumerable<(OptionsSpec Spec, string Hint)> NameFiles(ImmutableArray<OptionsSpec> all)
    {
        var taken = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var options in all.OrderBy(static options => options.HintBase, StringComparer.Ordinal))
        {
            taken.TryGetValue(options.HintBase, out var count);
            taken[options.HintBase] = count + 1;
            yield return (options, count == 0
                ? options.HintBase
                : $"{options.HintBase}.{(count + 1).ToString(CultureInfo.InvariantCulture)}");
        }
    }
}
