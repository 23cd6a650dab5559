using System.Composition;
using AdaRank.CodeFixes.Editing;
using AdaRank.Generators.Plugins.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Plugins;

/// <summary>ADR021: writes a key in kebab-case, or one named after the class where the key is taken.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeyFix)), Shared]
internal sealed class KeyFix() : NewKeyFix("ADR021")
{
    private static readonly string[] SlotWords =
        ["RankPolicy", "RefreshTrigger", "ProjectionUpdater", "MomentTransport", "GradientTransform", "Policy", "Trigger", "Updater", "Transport", "Transform", "Observer", "Step"];

    /// <inheritdoc/>
    protected override string? FindKey(Place place, ExpressionSyntax written)
    {
        // A key that is a constant somewhere else is not this class's to change.
        if (written is not LiteralExpressionSyntax { Token.Value: string key })
        {
            return null;
        }

        var type = written.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText ?? "";
        var named = KeyRules.ToKebabCase(WithoutSlot(type));
        if (!KeyRules.IsKebabCase(key))
        {
            return KeyRules.ToKebabCase(key) ?? named;
        }

        return named is null || named == key ? key + "-2" : named;
    }

    private static string WithoutSlot(string type)
    {
        var word = SlotWords.FirstOrDefault(word => type.Length > word.Length && type.EndsWith(word, StringComparison.Ordinal));
        return word is null ? type : type.Substring(0, type.Length - word.Length);
    }
}
