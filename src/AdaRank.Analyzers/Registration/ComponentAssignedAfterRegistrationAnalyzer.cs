using System.Collections.Immutable;
using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Registration;

/// <summary>ADR042: what a constructor assigns after RegisterComponents() is not registered.</summary>
/// <remarks>
/// Also where the constructor of a base class has made the call: reflection has then seen the fields of this class before
/// its constructor ran, and a second call does nothing.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ComponentAssignedAfterRegistrationAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>'{0}' is assigned after {1} has registered the components: {2}.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Warning(
        "ADR042",
        Categories.Registration,
        "Components exist before RegisterComponents is called",
        "'{0}' is assigned after {1} has registered the components: the module does not know of it");

    /// <summary>Property of a report: the constructor makes the call itself, so that a fix can move it.</summary>
    public const string OwnCall = "own-call";

    private static readonly string[] Additions = ["Add", "append", "extend", "Insert", "add"];

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types) =>
        context.RegisterOperationBlockAction(block => Analyze(block, types));

    private static void Analyze(OperationBlockAnalysisContext context, TorchTypes types)
    {
        if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type }
            || !Components.AreFoundByReflection(type, types))
        {
            return;
        }

        foreach (var body in context.OperationBlocks.OfType<IBlockOperation>())
        {
            var assigned = Assigned(body, type, types).ToList();
            if (assigned.Count == 0)
            {
                continue;
            }

            var calls = body.Descendants().OfType<IInvocationOperation>().Where(call => IsRegistration(call, types)).ToList();
            var registeringBase = type.BaseType is { } parent ? FindRegisteringBase(parent, types, context.CancellationToken) : null;
            if ((calls.Count == 0 && registeringBase is null)
                || type.SelfAndBases().Any(link => Components.RegistersByHand(link, context.CancellationToken)))
            {
                continue;
            }

            ProgramOrder? order = null;
            foreach (var (member, operation, place) in assigned)
            {
                if (registeringBase is not null)
                {
                    // What the base holds is another mistake: it is registered, and then replaced (ADR044).
                    if (SymbolEqualityComparer.Default.Equals(member.ContainingType.OriginalDefinition, type.OriginalDefinition))
                    {
                        context.ReportDiagnostic(Diagnostic.Create(
                            Descriptor, place.Syntax.GetLocation(), member.Name, $"the constructor of '{registeringBase.Name}'"));
                    }

                    continue;
                }

                order ??= new ProgramOrder(context.GetControlFlowGraph(body), context.CancellationToken);
                if (calls.Any(call => order.CanFollow(operation.Syntax, call.Syntax)))
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptor,
                        place.Syntax.GetLocation(),
                        ImmutableDictionary<string, string?>.Empty.Add(OwnCall, null),
                        member.Name,
                        "RegisterComponents()"));
                }
            }
        }
    }

    /// <summary>The nearest base class whose constructor registers everything; null if there is none.</summary>
    private static INamedTypeSymbol? FindRegisteringBase(INamedTypeSymbol type, TorchTypes types, CancellationToken stop) =>
        Components.SourceChain(type, types)?.FirstOrDefault(link => Components.ConstructorCallsRegister(link, stop));

    private static bool IsRegistration(IInvocationOperation call, TorchTypes types) =>
        call.Instance is IInstanceReferenceOperation && types.IsModuleMethod(call.TargetMethod, Components.Register);

    /// <summary>Components that the body assigns to members of this object, and items that it adds to a list of them.</summary>
    private static IEnumerable<(ISymbol Member, IOperation Operation, IOperation Place)> Assigned(
        IBlockOperation body, INamedTypeSymbol type, TorchTypes types)
    {
        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation assignment when !IsNull(assignment.Value):
                    if (FindComponent(assignment.Target, type, types) is { } member)
                    {
                        yield return (member, assignment, assignment.Target);
                    }

                    break;
                case IInvocationOperation { Instance: { } list } addition
                    when Additions.Contains(addition.TargetMethod.Name) && IsLateList(list.Type, types):
                    if (FindComponent(list, type, types) is { } items)
                    {
                        yield return (items, addition, addition);
                    }

                    break;
            }
        }
    }

    private static ISymbol? FindComponent(IOperation target, INamedTypeSymbol type, TorchTypes types)
    {
        if (Place.Of(target) is not { } member || !Place.IsMember(member))
        {
            return null;
        }

        // A property with a body of its own may well register what it is given.
        var field = type.SelfAndBases()
            .SelectMany(Components.FieldsOf)
            .FirstOrDefault(candidate => SymbolEqualityComparer.Default.Equals(Components.MemberOf(candidate), member));
        return field is not null && (types.IsModule(field.Type) || types.IsParameter(field.Type)) ? member : null;
    }

    /// <summary>ModuleList and its kin register their items once, when they are registered themselves.</summary>
    private static bool IsLateList(ITypeSymbol? type, TorchTypes types) =>
        types.IsModule(type) && type!.Name is "ModuleList" or "ModuleDict" or "ParameterList" or "ParameterDict";

    private static bool IsNull(IOperation value) => Place.Unwrap(value) is { ConstantValue: { HasValue: true, Value: null } };
}
