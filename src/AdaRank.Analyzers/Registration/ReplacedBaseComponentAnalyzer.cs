using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Registration;

/// <summary>ADR044: a derived class hides or replaces a component of its base, which then is no longer the registered one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ReplacedBaseComponentAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>'{0}' {1}.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Warning(
        "ADR044",
        Categories.Registration,
        "A derived class leaves the components of its base alone",
        "'{0}' {1}");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        context.RegisterSymbolAction(symbol => FindHidden(symbol, types), SymbolKind.NamedType);
        context.RegisterOperationBlockAction(block => FindReplaced(block, types));
    }

    /// <summary>Reflection takes one field per name: that of the derived class.</summary>
    private static void FindHidden(SymbolAnalysisContext context, TorchTypes types)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!Components.AreFoundByReflection(type, types) || Components.SourceChain(type, types) is not { Count: > 1 } chain)
        {
            return;
        }

        var inherited = chain.Skip(1)
            .SelectMany(Components.FieldsOf)
            .Where(field => types.IsModule(field.Type) || types.IsTensor(field.Type))
            .ToLookup(field => field.Name);
        foreach (var field in Components.FieldsOf(type))
        {
            if (inherited[field.Name].FirstOrDefault() is { } hidden
                && !chain.Any(link => Components.RegistersByHand(link, context.CancellationToken)))
            {
                var member = Components.MemberOf(field);
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor,
                    member.Locations[0],
                    member.Name,
                    $"has the name of a component of '{hidden.ContainingType.Name}', which TorchSharp does not register then"));
            }
        }
    }

    /// <summary>The constructor of the base has registered what this constructor puts something else in place of.</summary>
    private static void FindReplaced(OperationBlockAnalysisContext context, TorchTypes types)
    {
        if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type }
            || !Components.AreFoundByReflection(type, types)
            || Components.SourceChain(type, types) is not { Count: > 1 } chain)
        {
            return;
        }

        var stop = context.CancellationToken;
        var registering = chain.Skip(1).FirstOrDefault(link => Components.ConstructorCallsRegister(link, stop));
        if (registering is null || chain.Any(link => Components.RegistersByHand(link, stop)))
        {
            return;
        }

        // A base below the one that registers has assigned its own components too late, which is reported there (ADR042).
        var registered = new HashSet<ISymbol>(
            Components.SourceChain(registering, types)!
                .SelectMany(Components.FieldsOf)
                .Where(field => types.IsModule(field.Type) || types.IsParameter(field.Type))
                .Select(Components.MemberOf)
                .Select(member => member.OriginalDefinition),
            SymbolEqualityComparer.Default);
        foreach (var assignment in context.OperationBlocks.SelectMany(block => block.Descendants()).OfType<ISimpleAssignmentOperation>())
        {
            if (Place.Of(assignment.Target) is { } member && Place.IsMember(member) && registered.Contains(member.OriginalDefinition))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor,
                    assignment.Target.Syntax.GetLocation(),
                    member.Name,
                    $"is replaced, but the constructor of '{registering.Name}' has registered the old one, which is trained and saved instead"));
            }
        }
    }
}
