using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Lifetime;

/// <summary>ADR064: a method whose caller cannot tell whether it owns the result.</summary>
/// <remarks>
/// All modules of TorchSharp return a handle of the caller's own, <c>Identity</c> too, so a <c>forward</c> that returns
/// its input breaks what <c>using var y = module.call(x)</c> relies on. Other methods are judged only if they return what
/// exists already on one way and a new tensor on another.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UnownedResultAnalyzer() : TorchAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR064",
        Categories.Lifetime,
        "A returned tensor belongs to the caller",
        "'{0}' returns '{1}' itself here, {2}: return '{1}.alias()'");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        context.RegisterOperationBlockAction(block =>
        {
            if (block.OwningSymbol is not IMethodSymbol method || Why(method, types) is not { } reason)
            {
                return;
            }

            foreach (var body in block.OperationBlocks)
            {
                Check(block, method, body, reason, calls);
            }
        });
    }

    /// <summary>Why the caller would own the result; null where nobody expects that.</summary>
    private static string? Why(IMethodSymbol method, TorchTypes types)
    {
        if (!types.IsTensor(method.ReturnType)
            || method.MethodKind != MethodKind.Ordinary
            || method.DeclaredAccessibility == Accessibility.Private
            || method.Name.EndsWith("_", StringComparison.Ordinal)
            || types.IsParameter(method.ReturnType)
            || method.ContainingType.Has(types.ModelAttribute))
        {
            return null;
        }

        return method is { Name: "forward", IsOverride: true } && types.IsModule(method.ContainingType)
            ? "and whoever runs a module disposes its result"
            : "but a tensor of the caller's own elsewhere";
    }

    private static void Check(OperationBlockAnalysisContext context, IMethodSymbol method, IOperation body, string reason, TensorCalls calls)
    {
        var values = body.Within()
            .Where(operation => operation is IReturnOperation { Kind: OperationKind.Return })
            .SelectMany(operation => Values(((IReturnOperation)operation).ReturnedValue))
            .ToList();
        var isForward = method is { Name: "forward", IsOverride: true } && calls.Types.IsModule(method.ContainingType);
        if (!isForward && !values.Any(value => IsNew(value, calls)))
        {
            return;
        }

        foreach (var value in values)
        {
            var root = value;
            while (isForward && root is IInvocationOperation call && calls.Returned(call) is { } same && !calls.IsMove(call))
            {
                root = same;
            }

            if (Existing(root, value, calls) is { } name)
            {
                context.ReportDiagnostic(Diagnostic.Create(Rule, value.Syntax.GetLocation(), method.Name, name, reason));
            }
        }
    }

    /// <summary>The values that a return may give, through <c>?:</c>, <c>??</c> and switch expressions.</summary>
    private static IEnumerable<IOperation> Values(IOperation? value) => value?.Unwrap() switch
    {
        null => [],
        IConditionalOperation { WhenFalse: { } other } conditional => Values(conditional.WhenTrue).Concat(Values(other)),
        ICoalesceOperation coalesce => Values(coalesce.Value).Concat(Values(coalesce.WhenNull)),
        ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => Values(arm.Value)),
        var single => [single],
    };

    private static bool IsNew(IOperation value, TensorCalls calls)
    {
        while (value is IInvocationOperation call && calls.Returned(call) is { } same)
        {
            value = same;
        }

        return calls.Makes(value)
            || (value is ILocalReferenceOperation { Local: { } local }
                && Definition.Reaching(local, value).ToList() is { Count: > 0 } definitions
                && definitions.All(definition => definition.Value is { } defined && calls.Makes(defined.Unwrap())));
    }

    /// <summary>The name of the parameter or field that a value is, or null.</summary>
    private static string? Existing(IOperation root, IOperation use, TensorCalls calls)
    {
        switch (root)
        {
            case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter }
                when calls.Types.IsTensor(parameter.Type) && !IsAssigned(parameter, use.Outermost()):
                return parameter.Name;
            case IFieldReferenceOperation { Field: { } field }
                when calls.Types.IsTensor(field.Type) && !IsAssigned(field, use.Outermost()):
                return field.Name;
            case ILocalReferenceOperation { Local: { } local }
                when Definition.OnlyValue(local, use.Outermost()) is IParameterReferenceOperation or IFieldReferenceOperation:
                return Existing(Definition.OnlyValue(local, use.Outermost())!, use, calls);
            default:
                return null;
        }
    }

    private static bool IsAssigned(ISymbol symbol, IOperation body)
    {
        return body.Descendants().Any(operation => operation switch
        {
            IAssignmentOperation assignment when operation is not IDeconstructionAssignmentOperation => Is(assignment.Target),
            IDeconstructionAssignmentOperation { Target: ITupleOperation targets } => targets.Elements.Any(Is),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Is(argument.Value),
            _ => false,
        });

        bool Is(IOperation target) => target switch
        {
            IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, symbol),
            IFieldReferenceOperation field => SymbolEqualityComparer.Default.Equals(field.Field, symbol),
            _ => false,
        };
    }
}
