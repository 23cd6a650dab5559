using System.Collections.Concurrent;
using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Registration;

/// <summary>ADR043: RegisterComponents() makes every tensor field a buffer that checkpoints must have.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TensorFieldBecomesBufferAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>RegisterComponents() makes '{0}' a persistent buffer: checkpoints get, and must have, an entry '{1}'.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Suggestion(
        "ADR043",
        Categories.Registration,
        "A tensor field becomes a persistent buffer",
        "RegisterComponents() makes '{0}' a persistent buffer: checkpoints get, and must have, an entry '{1}'");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types) =>
        context.RegisterSymbolStartAction(symbol => StartClass(symbol, types), SymbolKind.NamedType);

    private static void StartClass(SymbolStartAnalysisContext context, TorchTypes types)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var stop = context.CancellationToken;
        if (!Components.AreFoundByReflection(type, types))
        {
            return;
        }

        // A name that the user has given, with [ComponentName], is one that checkpoints are meant to have.
        var fields = Components.FieldsOf(type)
            .Where(field => types.IsTensor(field.Type) && !types.IsParameter(field.Type) && Components.GivenName(field, types) is null)
            .ToDictionary<IFieldSymbol, ISymbol>(Components.MemberOf, SymbolEqualityComparer.Default);
        if (fields.Count == 0
            || Components.SourceChain(type, types) is not { } chain
            || !chain.Any(link => Components.CallsRegister(link, stop))
            || chain.Any(link => Components.RegistersByHand(link, stop)))
        {
            return;
        }

        // Only what the object holds when it registers its components: a cache that forward fills is null then.
        var filled = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        context.RegisterOperationAction(
            operation =>
            {
                foreach (var member in Filled(operation.Operation, operation.ContainingSymbol).Where(fields.ContainsKey))
                {
                    filled[member] = true;
                }
            },
            OperationKind.SimpleAssignment,
            OperationKind.FieldInitializer,
            OperationKind.PropertyInitializer);
        context.RegisterSymbolEndAction(end =>
        {
            foreach (var field in fields.Where(field => filled.ContainsKey(field.Key)))
            {
                end.ReportDiagnostic(Diagnostic.Create(
                    Descriptor, field.Key.Locations[0], field.Key.Name, Components.NameOf(field.Value, types)));
            }
        });
    }

    private static IEnumerable<ISymbol> Filled(IOperation operation, ISymbol owner)
    {
        switch (operation)
        {
            case ISymbolInitializerOperation { Value: var value } when IsNull(value):
                return [];
            case IFieldInitializerOperation initializer:
                return initializer.InitializedFields;
            case IPropertyInitializerOperation initializer:
                return initializer.InitializedProperties;
            case ISimpleAssignmentOperation assignment
                when owner is IMethodSymbol { MethodKind: MethodKind.Constructor }
                    && !IsNull(assignment.Value)
                    && !FollowsRegistration(assignment)
                    && Place.Of(assignment.Target) is { } member:
                return [member];
            default:
                return [];
        }
    }

    private static bool IsNull(IOperation value) => Place.Unwrap(value) is { ConstantValue: { HasValue: true, Value: null } };

    /// <summary>Assigned in a later statement of the same block: a known way to keep a tensor out.</summary>
    private static bool FollowsRegistration(IOperation assignment)
    {
        var statement = assignment;
        while (statement.Parent is { } parent and not IBlockOperation)
        {
            statement = parent;
        }

        return statement.Parent is IBlockOperation block && block.Operations
            .TakeWhile(candidate => candidate != statement)
            .Any(candidate => candidate is IExpressionStatementOperation
            {
                Operation: IInvocationOperation { TargetMethod.Name: Components.Register },
            });
    }
}
