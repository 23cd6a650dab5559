using System.Collections.Immutable;
using System.Composition;
using AdaRank.Generators.Plugins.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Plugins;

/// <summary>ADR021: writes a key in kebab-case, or one named after the class where the key is taken.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeyFix))]
[Shared]
public sealed class KeyFix : CodeFixProvider
{
    private static readonly string[] SlotWords =
        ["RankPolicy", "RefreshTrigger", "ProjectionUpdater", "MomentTransport", "GradientTransform", "Policy", "Trigger", "Updater", "Transport", "Transform", "Observer", "Step"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["ADR021"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            // A key that is a constant somewhere else is not this class's to change.
            var written = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as LiteralExpressionSyntax;
            if (written?.Token.Value is string key && Better(key, written) is { } better)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Change the key to '{better}'",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root!.ReplaceNode(
                            written,
                            SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(better)).WithTriviaFrom(written)))),
                        equivalenceKey: nameof(KeyFix)),
                    diagnostic);
            }
        }
    }

    private static string? Better(string key, LiteralExpressionSyntax written)
    {
        var type = written.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText ?? "";
        if (!KeyRules.IsKebabCase(key))
        {
            return KeyRules.ToKebabCase(key) ?? KeyRules.ToKebabCase(WithoutSlot(type));
        }

        var named = KeyRules.ToKebabCase(WithoutSlot(type));
        return named is null || named == key ? key + "-2" : named;
    }

    private static string WithoutSlot(string type)
    {
        var word = SlotWords.FirstOrDefault(word => type.Length > word.Length && type.EndsWith(word, StringComparison.Ordinal));
        return word is null ? type : type.Substring(0, type.Length - word.Length);
    }
}
