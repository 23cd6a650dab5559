using System.Composition;
using AdaRank.CodeFixes.Editing;
using AdaRank.Generators.Plugins.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Plugins;

/// <summary>ADR028: replaces a key that no plugin has by the nearest one that a plugin has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NearestKeyFix)), Shared]
internal sealed class NearestKeyFix() : NewKeyFix("ADR028")
{
    /// <inheritdoc/>
    protected override string? FindKey(Place place, ExpressionSyntax written) =>
        place.Diagnostic.Properties.TryGetValue(UnknownKeyRules.NearestKey, out var nearest) ? nearest : null;
}
