using System.Composition;
using AdaRank.Analyzers.Devices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AdaRank.Analyzers.CodeFixes.Devices;

/// <summary>Puts the optimizer of ADR050 behind the move of its model.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BuildOptimizerAfterMoveFix)), Shared]
internal sealed class BuildOptimizerAfterMoveFix() : TorchCodeFix(OptimizerBuiltBeforeMoveAnalyzer.Descriptor, "Move the model before the optimizer is built")
{
    /// <inheritdoc/>
    protected override Task<Func<CancellationToken, Task<Document>>?> FindFixAsync(FixPlace place, CancellationToken stop)
    {
        var move = place.Root.FindNode(place.Diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true);
        return Task.FromResult(StatementOrder.Swap(place.Root, place.Model, place.Node, move) is { } change ? Replace(place, change) : null);
    }
}
