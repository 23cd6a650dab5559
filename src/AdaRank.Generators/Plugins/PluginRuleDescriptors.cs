using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins;

/// <summary>The rules about plugins. Each has a page under docs/diagnostics.</summary>
internal static class PluginRuleDescriptors
{
    private const string Category = "AdaRank.Plugins";

    /// <summary>Where the pages are, seen from the root of the repository.</summary>
    private const string Pages = "docs/diagnostics/";

    /// <summary>'{0}' cannot become a plugin: {1}.</summary>
    public static readonly DiagnosticDescriptor NotAPlugin = Rule(
        "ADR020", "A plugin implements one slot and can be built", "'{0}' cannot become a plugin: {1}", DiagnosticSeverity.Error);

    /// <summary>Key '{0}' {1}.</summary>
    public static readonly DiagnosticDescriptor BadKey = Rule(
        "ADR021", "The key of a plugin is kebab-case and unique in its slot", "Key '{0}' {1}", DiagnosticSeverity.Error);

    /// <summary>'{0}' cannot become an option: {1}.</summary>
    public static readonly DiagnosticDescriptor BadTunable = Rule(
        "ADR022", "An option is settable and its default within its range", "'{0}' cannot become an option: {1}", DiagnosticSeverity.Error);

    /// <summary>Plugin '{0}' keeps state in '{1}': {2}.</summary>
    public static readonly DiagnosticDescriptor KeepsState = Rule(
        "ADR023", "A plugin keeps no state", "Plugin '{0}' keeps state in '{1}': {2}", DiagnosticSeverity.Warning);

    /// <summary>ChooseRank of '{0}' {1}.</summary>
    public static readonly DiagnosticDescriptor ImpureRankPolicy = Rule(
        "ADR024", "A rank policy computes and nothing else", "ChooseRank of '{0}' {1}", DiagnosticSeverity.Warning);

    /// <summary>The order of plugins goes in a circle: {0}.</summary>
    public static readonly DiagnosticDescriptor CircularOrder = Rule(
        "ADR025", "The order of plugins has no circle", "The order of plugins goes in a circle: {0}", DiagnosticSeverity.Error);

    /// <summary>Plugin '{0}' of {1} was built for version {2} of slot '{3}', which has version {4} here.</summary>
    public static readonly DiagnosticDescriptor IncompatibleContract = Rule(
        "ADR026", "A plugin fits the contract of its host",
        "Plugin '{0}' of {1} was built for version {2} of slot '{3}', which has version {4} here: take another version of {1} or of AdaRank",
        DiagnosticSeverity.Error);

    /// <summary>Plugin '{0}' lives as long as the program, and would keep the first '{1}', which is registered as scoped.</summary>
    public static readonly DiagnosticDescriptor CapturedScope = Rule(
        "ADR027", "A plugin takes no scoped service",
        "Plugin '{0}' lives as long as the program and would keep the first '{1}', which is registered as scoped",
        DiagnosticSeverity.Warning, WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>No plugin of slot '{0}' has the key '{1}'{2}.</summary>
    public static readonly DiagnosticDescriptor UnknownKey = Rule(
        "ADR028", "A key names a plugin", "No plugin of slot '{0}' has the key '{1}'{2}", DiagnosticSeverity.Warning);

    /// <summary>Plugin '{0}' of {1} has no contract test here: derive a class from {2}.</summary>
    public static readonly DiagnosticDescriptor NoContractTest = Rule(
        "ADR029", "Every plugin has a contract test", "Plugin '{0}' of {1} has no contract test here: derive a class from {2}",
        DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Rule(
        string id, string title, string message, DiagnosticSeverity severity, params string[] tags) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: $"{Pages}{id}.md", customTags: tags);
}
