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
    private readonly ConcurrentDictionary<IMethodSymbol, ConcurrentBag<(IMethodSymbol? Caller, bool Open)>> _calls =
        new(SymbolEqualityComparer.Default);

    /// <summary>Registers a rule: for each type a fresh collection, for each body in it the calls and the findings.</summary>
    /// <param name="context">The compilation.</param>
    /// <param name="isOpen">Whether the thing that makes findings untrue may be open at an operation.</param>
    /// <param name="find">Finds in one body of a method; a lambda's operations are in the body around it.</param>
    public static void Register(
        CompilationStartAnalysisContext context, Func<IOperation, bool> isOpen, Func<IMethodSymbol?, IOperation, IEnumerable<Diagnostic>> find) =>
        context.RegisterSymbolStartAction(
            start =>
            {
                var findings = new CallerFindings(isOpen);
                start.RegisterOperationBlockAction(block =>
                {
                    foreach (var body in block.OperationBlocks)
                    {
                        var method = block.OwningSymbol as IMethodSymbol;
                        findings.Collect(method, body, find(method, body));
                    }
                });
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

    private void Collect(IMethodSymbol? method, IOperation body, IEnumerable<Diagnostic> found)
    {
        foreach (var finding in found)
        {
            if (method is not null)
            {
                _findings.Add((method, finding));
            }
        }

        foreach (var operation in body.DescendantsAndSelf())
        {
            var callee = operation switch
            {
                IInvocationOperation call => call.TargetMethod,
                IMethodReferenceOperation reference => reference.Method,
                _ => null,
            };
            if (callee?.OriginalDefinition is { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary } target)
            {
                // Whoever gets a method as a delegate may call it wherever it likes.
                _calls.GetOrAdd(target, static _ => []).Add((method, operation is IMethodReferenceOperation || isOpen(operation)));
            }
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
        && calls.All(call => call.Open || (call.Caller is { } caller && (asked.Contains(caller) || IsCovered(caller, asked))));
}
