using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Registration;

/// <summary>ADR045: two members have one component name, and a move of the module throws.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SharedComponentNameAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>'{0}' shares the component name '{1}' with '{2}': {3}.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Warning(
        "ADR045",
        Categories.Registration,
        "Component names are unique within a module",
        "'{0}' shares the component name '{1}' with '{2}': {3}");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        context.RegisterSymbolAction(symbol => AnalyzeFields(symbol, types), SymbolKind.NamedType);
        context.RegisterOperationAction(operation => AnalyzeRegistration(operation, types), OperationKind.Invocation);
    }

    /// <remarks><c>Module._toEpilog</c> puts all fields, registered or not, into a dictionary by component name.</remarks>
    private static void AnalyzeFields(SymbolAnalysisContext context, TorchTypes types)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind is not TypeKind.Class || !type.Is(types.Module) || MovesByHand(type, types))
        {
            return;
        }

        // A hidden field is not looked at: one per field name, the nearest first.
        var seen = new HashSet<string>();
        var fields = type.SelfAndBases().SelectMany(Components.FieldsOf).Where(field => seen.Add(field.Name)).ToList();
        if (fields.All(field => Components.GivenName(field, types) is null))
        {
            return;
        }

        foreach (var namesakes in fields.GroupBy(field => Components.NameOf(field, types)))
        {
            // Reported once, in the class that adds the clash, at the member that comes last.
            var own = namesakes.LastOrDefault(field => SymbolEqualityComparer.Default.Equals(field.ContainingType, type));
            if (own is not null && namesakes.FirstOrDefault(field => !SymbolEqualityComparer.Default.Equals(field, own)) is { } other)
            {
                Report(context.ReportDiagnostic, Components.MemberOf(own), namesakes.Key, Components.MemberOf(other).Name,
                    "only one of them is registered, and to(...) throws");
            }
            else if (own is not null && (types.IsTensor(own.Type)) && FindReadOnlyProperty(type, namesakes.Key) is { } property)
            {
                Report(context.ReportDiagnostic, property, namesakes.Key, Components.MemberOf(own).Name, ReadOnly);
            }
        }
    }

    private const string ReadOnly = "to(...) would set the property, which has no setter, and throws";

    /// <summary>A name given by hand that a public property without a setter has.</summary>
    private static void AnalyzeRegistration(OperationAnalysisContext context, TorchTypes types)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Instance is IInstanceReferenceOperation { Type: INamedTypeSymbol type }
            && call.Arguments.Length >= 2
            && (types.IsModuleMethod(call.TargetMethod, "register_parameter") || types.IsModuleMethod(call.TargetMethod, "register_buffer"))
            && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value
                is { ConstantValue: { HasValue: true, Value: string name } } literal
            && !MovesByHand(type, types)
            && FindReadOnlyProperty(type, name) is { } property)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor, literal.Syntax.GetLocation(), property.Name, name, call.TargetMethod.Name, ReadOnly));
        }
    }

    private static void Report(System.Action<Diagnostic> report, ISymbol member, string name, string other, string consequence) =>
        report(Diagnostic.Create(Descriptor, member.Locations[0], member.Name, name, other, consequence));

    private static IPropertySymbol? FindReadOnlyProperty(INamedTypeSymbol type, string name) => type.SelfAndBases()
        .SelectMany(link => link.GetMembers(name))
        .OfType<IPropertySymbol>()
        .FirstOrDefault(property => !property.IsStatic && property.DeclaredAccessibility is Accessibility.Public) is { SetMethod: null } found
            ? found
            : null;

    /// <summary>Whether a class on the way replaces the reflective part of a move.</summary>
    private static bool MovesByHand(INamedTypeSymbol type, TorchTypes types) => type.SelfAndBases()
        .TakeWhile(link => !SymbolEqualityComparer.Default.Equals(link.OriginalDefinition, types.Module))
        .SelectMany(link => link.GetMembers("_toEpilog"))
        .Any(member => member is IMethodSymbol { IsOverride: true });
}
