using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR027: services that live shorter than the plugin that takes them.</summary>
internal static class ScopeRules
{
    public static void Register(CompilationStartAnalysisContext start)
    {
        var scoped = new ConcurrentDictionary<ISymbol, byte>(SymbolEqualityComparer.Default);
        var taken = new ConcurrentBag<IParameterSymbol>();
        start.RegisterOperationAction(context => Record((IInvocationOperation)context.Operation, scoped), OperationKind.Invocation);
        start.RegisterSymbolAction(context => Collect((INamedTypeSymbol)context.Symbol, taken), SymbolKind.NamedType);
        start.RegisterCompilationEndAction(context =>
        {
            foreach (var parameter in taken.Where(parameter => scoped.ContainsKey(parameter.Type)))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    PluginRuleDescriptors.CapturedScope, parameter.Locations[0], parameter.ContainingType.Name, parameter.Type.Name));
            }
        });
    }

    private static void Record(IInvocationOperation call, ConcurrentDictionary<ISymbol, byte> scoped)
    {
        var method = call.TargetMethod;
        if (method.Name is not ("AddScoped" or "TryAddScoped")
            || method.ContainingNamespace?.ToDisplayString().StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal) != true)
        {
            return;
        }

        var service = method.TypeArguments.FirstOrDefault()
            ?? call.Arguments.Select(static argument => argument.Value).OfType<ITypeOfOperation>().FirstOrDefault()?.TypeOperand;
        if (service is not null)
        {
            scoped.TryAdd(service.WithNullableAnnotation(NullableAnnotation.None), 0);
        }
    }

    private static void Collect(INamedTypeSymbol type, ConcurrentBag<IParameterSymbol> taken)
    {
        if (PluginCatalogue.AttributeOf(type) is not null && ConstructorRules.Candidates(type) is { Length: 1 } constructors)
        {
            foreach (var parameter in constructors[0].Parameters)
            {
                taken.Add(parameter);
            }
        }
    }
}
