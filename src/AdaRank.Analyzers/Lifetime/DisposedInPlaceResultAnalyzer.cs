using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Lifetime;

/// <summary>ADR063: disposing what an in-place call returns disposes the tensor that it was called on.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class DisposedInPlaceResultAnalyzer() : TorchAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR063",
        Categories.Lifetime,
        "The result of an in-place call is not disposed",
        "'{0}' returns '{1}' itself, so {2} disposes '{1}', which is used later");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        var calls = new TensorCalls(types);
        context.RegisterOperationAction(
            found =>
            {
                var @using = (IUsingOperation)found.Operation;
                Check(found, calls, @using.Resources, @using.Body.Syntax.Span.End);
            },
            OperationKind.Using);
        context.RegisterOperationAction(
            found => Check(found, calls, ((IUsingDeclarationOperation)found.Operation).DeclarationGroup, found.Operation.Parent!.Syntax.Span.End),
            OperationKind.UsingDeclaration);
        context.RegisterOperationAction(found => CheckDispose(found, calls), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, TensorCalls calls, IOperation resources, int end)
    {
        var values = resources is IVariableDeclarationGroupOperation group
            ? group.Declarations.SelectMany(declaration => declaration.Declarators).Select(declarator => declarator.Initializer?.Value)
            : [resources];
        foreach (var value in values)
        {
            if (value?.Unwrap() is IInvocationOperation call)
            {
                Report(context, calls, call, call, end, "its 'using'");
            }
        }
    }

    private static void CheckDispose(OperationAnalysisContext context, TensorCalls calls)
    {
        var dispose = (IInvocationOperation)context.Operation;
        if (dispose.TargetMethod.Name != "Dispose" || dispose.Receiver() is not { } receiver || !calls.Types.IsTensor(receiver.Type))
        {
            return;
        }

        if (receiver is IInvocationOperation call)
        {
            Report(context, calls, call, dispose, dispose.Syntax.Span.End, "Dispose");
        }
        else if (receiver is ILocalReferenceOperation { Local: { } local }
            && Definition.OnlyValue(local, dispose.Outermost()) is IInvocationOperation definition)
        {
            Report(context, calls, definition, dispose, dispose.Syntax.Span.End, "Dispose");
        }
    }

    /// <summary>Reports unless the receiver is a tensor that nobody else needs.</summary>
    private static void Report(
        OperationAnalysisContext context, TensorCalls calls, IInvocationOperation call, IOperation place, int end, string what)
    {
        if (calls.IsMove(call) || Receiver(call, calls) is not { } receiver || !IsNeeded(receiver, place, end, calls))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Rule, place.Syntax.GetLocation(), call.TargetMethod.Name, receiver.Syntax.ToString(), what));
    }

    private static IOperation? Receiver(IInvocationOperation call, TensorCalls calls)
    {
        IOperation? current = call;
        while (current is IInvocationOperation link && calls.Returned(link) is { } same)
        {
            if (calls.IsMove(link))
            {
                return null;
            }

            current = same;
        }

        return current == call ? null : current;
    }

    private static bool IsNeeded(IOperation receiver, IOperation place, int end, TensorCalls calls)
    {
        switch (receiver)
        {
            case IParameterReferenceOperation { Parameter.RefKind: not RefKind.Out }:
            case IFieldReferenceOperation:
                return true;
            case IPropertyReferenceOperation { Property: { Parameters.IsEmpty: true } property }:
                // p.grad, x.T and the like are fresh handles; linear.weight is the parameter itself.
                return !calls.Types.IsTensor(property.ContainingType) && IsStored(property, calls);
            case ILocalReferenceOperation { Local: { } local }:
                return !local.IsUsing && (IsLoopVariable(local, place) || IsReadAfter(local, place, end));
            default:
                return false;
        }
    }

    private static bool IsStored(IPropertySymbol property, TensorCalls calls) =>
        calls.IsOfTorchSharp(property)
        || property.ContainingType.GetMembers().Any(member =>
            member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static bool IsLoopVariable(ILocalSymbol local, IOperation place) =>
        place.Loops().OfType<IForEachLoopOperation>().Any(loop => loop.LoopControlVariable.Descendants().Prepend(loop.LoopControlVariable)
            .Any(operation => operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local)
                || operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)));

    /// <summary>Whether a local is read once the result is disposed, or handed out before that.</summary>
    private static bool IsReadAfter(ILocalSymbol local, IOperation place, int end)
    {
        var declared = local.DeclaringSyntaxReferences.FirstOrDefault()?.Span;
        var rounds = place.Loops().Where(loop => declared is { } span && !loop.Syntax.Span.Contains(span)).ToList();
        foreach (var reference in place.Outermost().Descendants().OfType<ILocalReferenceOperation>())
        {
            if (!SymbolEqualityComparer.Default.Equals(reference.Local, local)
                || (reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference)
                || reference.Consumer() is IInvocationOperation { TargetMethod.Name: "Dispose" })
            {
                continue;
            }

            if (reference.Start() >= end || rounds.Any(reference.IsInside))
            {
                return true;
            }

            if (reference.Start() > place.Start() && !reference.IsInside(place) && IsHandedOut(reference))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHandedOut(IOperation reference) => reference.Consumer() switch
    {
        IReturnOperation => true,
        ITupleOperation tuple => IsHandedOut(tuple),
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment => assignment.Target != reference,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Add" } } } => true,
        _ => false,
    };
}
