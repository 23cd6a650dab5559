using System.Collections.Concurrent;
using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Autograd;

/// <summary>ADR070: an exception that can leave the <c>backward</c> of a custom function, which ends the process.</summary>
/// <remarks>Follows calls to methods of the same type. What libtorch itself may throw is not reported: the page says how to be safe.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ThrowingBackwardAnalyzer() : TorchAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = Analyzers.Rule.Warning(
        "ADR070",
        Categories.Autograd,
        "No exception leaves a custom backward",
        "{0} in the backward of '{1}' ends the process: catch it there, and check what was caught after the backward pass");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        if (types.SingleTensorFunction is null && types.MultiTensorFunction is null)
        {
            return;
        }

        var exception = context.Compilation.GetTypeByMetadataName("System.Exception");
        context.RegisterSymbolStartAction(
            start =>
            {
                var type = (INamedTypeSymbol)start.Symbol;
                if (!type.Is(types.SingleTensorFunction) && !type.Is(types.MultiTensorFunction))
                {
                    return;
                }

                var methods = new ConcurrentDictionary<IMethodSymbol, Reach>(SymbolEqualityComparer.Default);
                start.RegisterOperationBlockAction(block =>
                {
                    if (block.OwningSymbol is IMethodSymbol method)
                    {
                        methods[method] = new Reach(block.OperationBlocks, method, exception);
                    }
                });
                start.RegisterSymbolEndAction(end =>
                {
                    foreach (var pair in methods)
                    {
                        if (pair.Key is { Name: "backward", IsOverride: true })
                        {
                            Report(end, type, pair.Value, methods);
                        }
                    }
                });
            },
            SymbolKind.NamedType);
    }

    private static void Report(
        SymbolAnalysisContext context, INamedTypeSymbol type, Reach backward, IReadOnlyDictionary<IMethodSymbol, Reach> methods)
    {
        foreach (var thrown in backward.Throws)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rule, thrown.Syntax.GetLocation(), thrown is IThrowOperation ? "An exception" : $"'{NameOf(thrown)}', which throws,", type.Name));
        }

        foreach (var call in backward.Calls)
        {
            if (CanThrow(call.TargetMethod.OriginalDefinition, methods, new HashSet<ISymbol>(SymbolEqualityComparer.Default)))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Rule, call.Syntax.GetLocation(), $"'{call.TargetMethod.Name}', which throws,", type.Name));
            }
        }
    }

    private static string NameOf(IOperation thrown) => ((IInvocationOperation)thrown).TargetMethod.Name;

    private static bool CanThrow(IMethodSymbol method, IReadOnlyDictionary<IMethodSymbol, Reach> methods, HashSet<ISymbol> asked) =>
        asked.Add(method)
        && methods.TryGetValue(method, out var reach)
        && (reach.Throws.Count > 0 || reach.Calls.Any(call => CanThrow(call.TargetMethod.OriginalDefinition, methods, asked)));

    /// <summary>The throws and calls of one method that no catch around them holds.</summary>
    private sealed class Reach
    {
        public Reach(IEnumerable<IOperation> bodies, IMethodSymbol method, INamedTypeSymbol? exception)
        {
            foreach (var operation in bodies.SelectMany(body => body.DescendantsAndSelf()))
            {
                switch (operation)
                {
                    case IThrowOperation thrown when !IsCaught(thrown, thrown.Exception?.Unwrap().Type, exception):
                        Throws.Add(thrown);
                        break;
                    case IInvocationOperation call when IsGuard(call, exception) && !IsCaught(call, call.TargetMethod.ContainingType, exception):
                        Throws.Add(call);
                        break;
                    case IInvocationOperation call
                        when SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType.OriginalDefinition, method.ContainingType.OriginalDefinition)
                            && call.TargetMethod.MethodKind == MethodKind.Ordinary
                            && !IsCaught(call, exception, exception):
                        Calls.Add(call);
                        break;
                }
            }
        }

        public List<IOperation> Throws { get; } = [];

        public List<IInvocationOperation> Calls { get; } = [];

        /// <summary><c>ArgumentNullException.ThrowIfNull</c> and its kin.</summary>
        private static bool IsGuard(IInvocationOperation call, INamedTypeSymbol? exception) =>
            call.TargetMethod.IsStatic
            && call.TargetMethod.Name.StartsWith("Throw", StringComparison.Ordinal)
            && call.TargetMethod.ContainingType.Is(exception);

        private static bool IsCaught(IOperation operation, ITypeSymbol? thrown, INamedTypeSymbol? exception)
        {
            for (var current = operation; current.Parent is { } parent; current = parent)
            {
                if (parent is ITryOperation attempt
                    && attempt.Body == current
                    && attempt.Catches.Any(handler => handler.Filter is null && Catches(handler.ExceptionType, thrown, exception)))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool Catches(ITypeSymbol? caught, ITypeSymbol? thrown, INamedTypeSymbol? exception) =>
            caught is null
            || caught.SpecialType == SpecialType.System_Object
            || SymbolEqualityComparer.Default.Equals(caught, exception)
            || (caught is INamedTypeSymbol named && thrown.Is(named));
    }
}
