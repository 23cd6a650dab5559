using Microsoft.CodeAnalysis;

namespace AdaRank.Analyzers;

/// <summary>Makes the descriptors of rules: one form of help link, and categories by what goes wrong.</summary>
internal static class Rule
{
    /// <summary>Where the pages are, seen from the root of the repository.</summary>
    private const string Pages = "docs/diagnostics/";

    /// <summary>A rule whose mistakes nearly always are mistakes.</summary>
    /// <param name="id">ADR and three digits; the page has the same name.</param>
    /// <param name="category">One of <see cref="Categories"/>.</param>
    /// <param name="title">The title of the page.</param>
    /// <param name="message">What is said at the user's line; placeholders by number.</param>
    public static DiagnosticDescriptor Warning(string id, string category, string title, string message) =>
        Define(id, category, DiagnosticSeverity.Warning, title, message);

    /// <summary>A rule about code that may well be meant: shown in the editor, no noise in a build.</summary>
    /// <inheritdoc cref="Warning"/>
    public static DiagnosticDescriptor Suggestion(string id, string category, string title, string message) =>
        Define(id, category, DiagnosticSeverity.Info, title, message);

    private static DiagnosticDescriptor Define(
        string id, string category, DiagnosticSeverity severity, string title, string message) =>
        new(id, title, message, category, severity, isEnabledByDefault: true, helpLinkUri: $"{Pages}{id}.md");
}
