using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Analyzers.Devices;

/// <summary>Looks into a body only when everything that a rule is about occurs in it: few bodies build an optimizer.</summary>
/// <remarks>The compiler walks each body once for all rules together; a walk of their own would cost each rule as much.</remarks>
internal static class BodyWatch
{
    /// <summary>Analyzes the bodies in which an operation of each kind occurs.</summary>
    public static void Analyze(
        CompilationStartAnalysisContext context,
        Func<IOperation, bool> first,
        Func<IOperation, bool> second,
        Action<OperationBlockAnalysisContext> analyze) =>
        context.RegisterOperationBlockStartAction(block =>
        {
            int firstSeen = 0, secondSeen = 0;
            block.RegisterOperationAction(
                operation =>
                {
                    if (first(operation.Operation))
                    {
                        Interlocked.Exchange(ref firstSeen, 1);
                    }

                    if (second(operation.Operation))
                    {
                        Interlocked.Exchange(ref secondSeen, 1);
                    }
                },
                OperationKind.Invocation,
                OperationKind.ObjectCreation,
                OperationKind.Binary);
            block.RegisterOperationBlockEndAction(end =>
            {
                if (firstSeen != 0 && secondSeen != 0)
                {
                    analyze(end);
                }
            });
        });
}
