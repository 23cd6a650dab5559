using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Lifetime;

/// <summary>ADR062: a tensor that is used after the scope that owns it has closed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EscapingTensorAnalyzer() : TorchAnalyzer(Rule)
{
    /// <summary>Property of a diagnostic: the tensor stands in a <c>using</c>, which the fix takes away.</summary>
    public const string UsingKey = "using";

    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR062",
        Categories.Lifetime,
        "A tensor leaves its dispose scope alive",
        "This tensor is {0}, but {1}");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var escapes = new Escapes(new TensorCalls(types));
        context.RegisterOperationAction(
            found => Report(found, escapes.OfReturn((IReturnOperation)found.Operation)), OperationKind.Return);
        context.RegisterOperationAction(
            found => Report(found, escapes.OfAssignment((IAssignmentOperation)found.Operation, found.ContainingSymbol)),
            OperationKind.SimpleAssignment,
            OperationKind.CompoundAssignment,
            OperationKind.CoalesceAssignment);
        context.RegisterOperationAction(
            found => Report(found, escapes.OfAdd((IInvocationOperation)found.Operation)), OperationKind.Invocation);
    }

    private static void Report(OperationAnalysisContext context, IEnumerable<Escape> escapes)
    {
        foreach (var escape in escapes)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rule,
                escape.Value.Syntax.GetLocation(),
                escape.Local is { } local
                    ? System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty.Add(UsingKey, local.Name)
                    : null,
                escape.Where,
                escape.Local is null
                    ? "dies with the dispose scope that it was made in: move it to the outer scope"
                    : "the 'using' of its variable disposes it"));
        }
    }
}
