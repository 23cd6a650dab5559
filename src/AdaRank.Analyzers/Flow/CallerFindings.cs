using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Flow;

/// <summary>Findings that the callers of a private method can make untrue, by opening a scope or a mode around the call.</summary>
/// <remarks>
/// Collects, over one type, what was found in which method and where its private methods are called. At the end what
/// stands in a private method all of whose callers open the thing is dropped.
/// </remarks>
internal sealed class CallerFindings(Func<IOperation, bool> isOpen)
{
    private readonly ConcurrentBag<(IMethodSymbol Method, Diagnostic Finding)> _findings = [];
    private readonly ConcurrentDictionary<IMethodSymbol, ConcurrentBag<(IMethodSymbol? Caller, IOperation Call)>> _calls =
        new(SymbolEqualityComparer.Default);

    /// <summary>Registers a rule: for each type a fresh collection of findings and of calls.</summary>
    /// <param name="context">The compilation.</param>
    /// <param name="isOpen">Whether the thing that makes findings untrue may be open at an operation.</param>
    /// <param name="find">Finds what is wrong with one operation of a method, or of a lambda in it.</param>
    /// <param name="kinds">The operations that the rule looks at.</param>
    public static void Register(
        CompilationStartAnalysisContext context,
        Func<IOperation, bool> isOpen,
        Func<IMethodSymbol, IOperation, IEnumerable<Diagnostic>> find,
        params OperationKind[] kinds) =>
        context.RegisterSymbolStartAction(
            start =>
            {
                var findings = new CallerFindings(isOpen);
                start.RegisterOperationAction(
                    found =>
                    {
                        if (found.ContainingSymbol is IMethodSymbol method)
                        {
                            foreach (var finding in find(method, found.Operation))
                            {
                                findings._findings.Add((method, finding));
                            }
                        }
                    },
                    kinds);
                start.RegisterOperationAction(
                    found => findings.Note(found.ContainingSymbol as IMethodSymbol, found.Operation),
                    OperationKind.Invocation,
                    OperationKind.MethodReference);
                start.RegisterSymbolEndAction(findings.Report);
            },
            SymbolKind.NamedType);

    /// <summary>Whether a local function around an operation is only ever called where the thing is open.</summary>
    /// <param name="operation">What stands in the local function, or does not.</param>
    /// <param name="isOpen">Whether the thing may be open at an operation.</param>
    public static bool IsCoveredByCallers(IOperation operation, Func<IOperation, bool> isOpen) =>
        IsCoveredByCallers(operation, isOpen, depth: 0);

    private static bool IsCoveredByCallers(IOperation operation, Func<IOperation, bool> isOpen, int depth)
    {
        if (depth > 4 || operation.Function() is not ILocalFunctionOperation function)
        {
            return false;
        }

        var calls = operation.Outermost().Descendants()
            .Where(other => other is IInvocationOperation call && Is(call.TargetMethod)
                || other is IMethodReferenceOperation reference && Is(reference.Method))
            .Where(call => !call.IsInside(function))
            .ToList();
        return calls.Count > 0 && calls.All(call =>
            call is IMethodReferenceOperation || isOpen(call) || IsCoveredByCallers(call, isOpen, depth + 1));

        bool Is(IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, function.Symbol);
    }

    private void Note(IMethodSymbol? caller, IOperation operation)
    {
        var callee = operation is IInvocationOperation call ? call.TargetMethod : ((IMethodReferenceOperation)operation).Method;
        if (callee.OriginalDefinition is { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary } target)
        {
            _calls.GetOrAdd(target, static _ => []).Add((caller, operation));
        }
    }

    private void Report(SymbolAnalysisContext context)
    {
        foreach (var (method, finding) in _findings)
        {
            if (!IsCovered(method, new HashSet<ISymbol>(SymbolEqualityComparer.Default)))
            {
                context.ReportDiagnostic(finding);
            }
        }
    }

    private bool IsCovered(IMethodSymbol method, HashSet<ISymbol> asked) =>
        method.DeclaredAccessibility == Accessibility.Private
        && asked.Add(method)
        && _calls.TryGetValue(method.OriginalDefinition, out var calls)
        && calls.All(call =>
            // Whoever gets a method as a delegate may call it wherever it likes.
            call.Call is IMethodReferenceOperation
            || isOpen(call.Call)
            || (call.Caller is { } caller && (asked.Contains(caller) || IsCovered(caller, asked))));
}
