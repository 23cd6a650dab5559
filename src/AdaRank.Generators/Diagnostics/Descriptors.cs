using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Diagnostics;

/// <summary>All rules. Each has a page under docs/diagnostics.</summary>
internal static class Descriptors
{
    private const string Category = "AdaRank.Models";

    /// <summary>Where the pages are, seen from the root of the repository.</summary>
    private const string Pages = "docs/diagnostics/";

    /// <summary>Class '{0}' cannot become a model: {1}.</summary>
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "ADR001", "A model is a partial class", "Class '{0}' cannot become a model: {1}");

    /// <summary>Property '{0}' cannot hold a component: {1}.</summary>
    public static readonly DiagnosticDescriptor NotGetOnlyPartialProperty = Error(
        "ADR002", "A component is a get-only partial property", "Property '{0}' cannot hold a component: {1}");

    /// <summary>'{0}' {1}.</summary>
    public static readonly DiagnosticDescriptor UnknownName = Error(
        "ADR003", "A name in an attribute means something in the model", "'{0}' {1}");

    /// <summary>{0}.</summary>
    public static readonly DiagnosticDescriptor ShapesDisagree = Error(
        "ADR004", "Shapes that are known fit each other", "{0}");

    /// <summary>Checkpoint name '{0}' of '{1}' {2}.</summary>
    public static readonly DiagnosticDescriptor BadCheckpointName = Error(
        "ADR005", "Checkpoint names are unique within a model", "Checkpoint name '{0}' of '{1}' {2}");

    /// <summary>Model '{0}' {1}.</summary>
    public static readonly DiagnosticDescriptor BadForward = Error(
        "ADR006", "A model has one public Forward", "Model '{0}' {1}");

    /// <summary>'{0}' cannot be trained in a low-rank subspace: {1}.</summary>
    public static readonly DiagnosticDescriptor LowRankNeedsMatrix = Error(
        "ADR007", "Only a matrix has a low-rank subspace", "'{0}' cannot be trained in a low-rank subspace: {1}");

    /// <summary>The training attributes of '{0}' contradict each other: {1}.</summary>
    public static readonly DiagnosticDescriptor ContradictoryTraining = Error(
        "ADR008", "A component is trained in one way", "The training attributes of '{0}' make no sense: {1}");

    /// <summary>The axes of '{0}' make no matrix: {1}.</summary>
    public static readonly DiagnosticDescriptor AxesMakeNoMatrix = Error(
        "ADR010", "The axes of a matrix are two sets, one before the other", "The axes of '{0}' make no matrix: {1}");

    /// <summary>'{0}' does not fit [{1}]: {2}.</summary>
    public static readonly DiagnosticDescriptor WrongType = Error(
        "ADR011", "The type of a component fits its attribute", "'{0}' does not fit [{1}]: {2}");

    /// <summary>Matrix '{0}' says nothing about its training and is trained in full.</summary>
    public static readonly DiagnosticDescriptor MatrixWithoutTreatment = New(
        "ADR009",
        "A matrix says how it is trained",
        "Matrix '{0}' says nothing about its training and is trained in full: add [LowRank(\"group\")] or [FullRank]",
        DiagnosticSeverity.Info);

    /// <summary>Model '{0}' has registered its components already.</summary>
    public static readonly DiagnosticDescriptor RegistrationCall = New(
        "ADR012",
        "A model registers its components by itself",
        "Model '{0}' has registered its components before any constructor runs: remove this call, which does nothing",
        DiagnosticSeverity.Warning);

    /// <summary>Checkpoint name '{0}' of '{1}' {2}.</summary>
    public static readonly DiagnosticDescriptor NameAcrossModels = Error(
        "ADR013", "Checkpoint names are unique across models", "Checkpoint name '{0}' of '{1}' {2}");

    /// <summary>'{0}' has no [Model], so {1} does nothing.</summary>
    public static readonly DiagnosticDescriptor AnnotationOutsideModel = New(
        "ADR014",
        "Annotations stand in a class with [Model]",
        "'{0}' has no [Model], so {1} does nothing",
        DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        New(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor New(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: $"{Pages}{id}.md");
}
