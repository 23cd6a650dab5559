using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR026: referenced plugins that were built for another contract.</summary>
internal static class ContractRules
{
    public static void Register(CompilationStartAnalysisContext start, PluginCatalogue catalogue) => start.RegisterOperationAction(
        context =>
        {
            var call = (IInvocationOperation)context.Operation;
            foreach (var package in PackagesOf(call.TargetMethod, catalogue))
            {
                foreach (var plugin in package.Plugins)
                {
                    if (HostVersionOf(plugin, catalogue) is { } slot && !Fits(plugin.Contract, slot))
                    {
                        context.ReportDiagnostic(Diagnostic.Create(
                            PluginRuleDescriptors.IncompatibleContract, LocationOf(call), plugin.Key, package.Assembly, plugin.Contract,
                            plugin.Slot, FormattableString.Invariant($"{slot.Major}.{slot.Minor}")));
                    }
                }
            }
        },
        OperationKind.Invocation);

    private static IEnumerable<PluginManifest> PackagesOf(IMethodSymbol method, PluginCatalogue catalogue)
    {
        if (method.Name == "AddReferencedPlugins" && method.ContainingType?.Name == "ReferencedPlugins")
        {
            return catalogue.Referenced.Where(static package =>
                package.Group is not null && !PluginNames.BuiltInPackages.Contains(package.Assembly));
        }

        return method is { Name: "AddPlugins", TypeArguments.Length: 1 } && method.ContainingType?.ToDisplayString() == PluginNames.Builder
            ? catalogue.Referenced.Where(package => package.Assembly == method.TypeArguments[0].ContainingAssembly?.Name)
            : [];
    }

    /// <summary>The slot as this compilation sees it; null where the class cannot be found.</summary>
    private static SlotSpec? HostVersionOf(PluginEntry plugin, PluginCatalogue catalogue) =>
        catalogue.TypeOf(plugin) is { } type
            ? SlotReader.SlotsOf(type).Select(static found => found.Slot).FirstOrDefault(slot => slot.Name == plugin.Slot)
            : null;

    private static bool Fits(string contract, SlotSpec host)
    {
        var parts = contract.Split('.');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            && major == host.Major
            && minor <= host.Minor;
    }

    private static Location LocationOf(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax access,
        }
            ? access.Name.GetLocation()
            : call.Syntax.GetLocation();
}
