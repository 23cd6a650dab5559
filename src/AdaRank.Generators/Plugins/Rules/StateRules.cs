using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR023: state that a plugin keeps between calls.</summary>
internal static class StateRules
{
    /// <summary>Observers are there to add things up, on the one thread that trains.</summary>
    private const string ObserverSlot = "observer";

    private static readonly string[] LifeCycle = ["Start", "Stop", "Dispose", "DisposeAsync"];

    public static void Register(CompilationStartAnalysisContext start) => start.RegisterSymbolStartAction(
        static context =>
        {
            var type = (INamedTypeSymbol)context.Symbol;
            if (type.TypeKind != TypeKind.Class
                || PluginCatalogue.AttributeOf(type) is null
                || SlotReader.SlotsOf(type).Any(static found => found.Slot.Name == ObserverSlot))
            {
                return;
            }

            var writes = new ConcurrentDictionary<ISymbol, string>(SymbolEqualityComparer.Default);
            context.RegisterOperationAction(
                operation => Record(operation, type, writes),
                OperationKind.FieldReference, OperationKind.PropertyReference, OperationKind.ParameterReference);
            context.RegisterSymbolEndAction(end => Report(end, type, writes));
        },
        SymbolKind.NamedType);

    private static void Record(OperationAnalysisContext context, INamedTypeSymbol type, ConcurrentDictionary<ISymbol, string> writes)
    {
        if (!IsWritten(context.Operation) || context.ContainingSymbol is not IMethodSymbol method || IsExempt(method, type))
        {
            return;
        }

        ISymbol? target = context.Operation switch
        {
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation property => property.Property,
            IParameterReferenceOperation { Parameter: { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } captured } =>
                captured,
            _ => null,
        };
        if (target is not null && SymbolEqualityComparer.Default.Equals(target.ContainingType, type))
        {
            writes.TryAdd(target, method.AssociatedSymbol?.Name ?? method.Name);
        }
    }

    private static void Report(SymbolAnalysisContext context, INamedTypeSymbol type, ConcurrentDictionary<ISymbol, string> writes)
    {
        foreach (var member in type.GetMembers())
        {
            if (IsMutable(member, type) && IsOpen(member))
            {
                Report(member, "anybody can change it, and all threads and groups share a plugin");
            }
            else if (IsMutable(member, type) && writes.TryGetValue(member, out var writer))
            {
                Report(member, $"{writer} writes it, and all threads and groups share a plugin");
            }
        }

        foreach (var parameter in writes.Keys.OfType<IParameterSymbol>())
        {
            Report(parameter, $"{writes[parameter]} writes it, and all threads and groups share a plugin");
        }

        void Report(ISymbol member, string reason)
        {
            if (member.Locations.FirstOrDefault(static location => location.IsInSource) is { } location)
            {
                context.ReportDiagnostic(Diagnostic.Create(PluginRuleDescriptors.KeepsState, location, type.Name, member.Name, reason));
            }
        }
    }

    private static bool IsMutable(ISymbol member, INamedTypeSymbol type) => member switch
    {
        IFieldSymbol field => field is { IsConst: false, IsReadOnly: false, IsImplicitlyDeclared: false },
        IPropertySymbol property => property.SetMethod is { IsInitOnly: false }
            && TunableReader.AttributeOf(property) is null
            && type.GetMembers().OfType<IFieldSymbol>().Any(
                field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)),
        _ => false,
    };

    private static bool IsOpen(ISymbol member)
    {
        var access = (member as IPropertySymbol)?.SetMethod?.DeclaredAccessibility ?? member.DeclaredAccessibility;
        return access is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
    }

    private static bool IsExempt(IMethodSymbol method, INamedTypeSymbol type) =>
        method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor
        || (method.MethodKind is MethodKind.PropertySet && method.IsInitOnly)
        || (LifeCycle.Contains(method.Name.Substring(method.Name.LastIndexOf('.') + 1))
            && type.AllInterfaces.Any(contract => IsLifeCycle(contract)
                && contract.GetMembers().Any(member =>
                    SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method))));

    private static bool IsLifeCycle(INamedTypeSymbol contract) =>
        SlotReader.IsContract(contract, "IPluginStart")
        || SlotReader.IsContract(contract, "IPluginStop")
        || contract.Name is "IDisposable" or "IAsyncDisposable";

    private static bool IsWritten(IOperation operation) => operation.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == operation,
        IIncrementOrDecrementOperation => true,
        IArgumentOperation argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out,
        ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } tuple => deconstruction.Target == tuple,

        // An element of a value type: the field itself changes.
        IFieldReferenceOperation { Instance: { Type.IsValueType: true } instance } inner when instance == operation => IsWritten(inner),
        _ => false,
    };
}
