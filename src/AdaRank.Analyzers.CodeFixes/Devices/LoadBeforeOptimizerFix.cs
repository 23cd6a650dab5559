using System.Composition;
using AdaRank.Analyzers.Devices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AdaRank.Analyzers.CodeFixes.Devices;

/// <summary>Puts the load of ADR053 before the optimizer.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LoadBeforeOptimizerFix)), Shared]
internal sealed class LoadBeforeOptimizerFix() : TorchCodeFix(CheckpointLoadedAfterOptimizerAnalyzer.Descriptor, "Load the checkpoint before the optimizer is built")
{
    /// <inheritdoc/>
    protected override Task<Func<CancellationToken, Task<Document>>?> FindFixAsync(FixPlace place, CancellationToken stop)
    {
        var optimizer = place.Root.FindNode(place.Diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true);
        return Task.FromResult(StatementOrder.Swap(place.Root, place.Model, optimizer, place.Node) is { } change ? Replace(place, change) : null);
    }
}
