using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Diagnostics;

/// <summary>Something wrong with the user's code. Lives no longer than the reading of one class.</summary>
/// <param name="Descriptor">The rule.</param>
/// <param name="Location">Where.</param>
/// <param name="Arguments">What the message mentions.</param>
internal sealed record Finding(DiagnosticDescriptor Descriptor, Location Location, params object[] Arguments)
{
    /// <summary>Key of the expression that was probably meant, for the code fix.</summary>
    public const string MeantProperty = "Meant";

    /// <summary>The C# expression that was probably meant, or null if nobody can tell.</summary>
    public string? Meant { get; init; }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Descriptor,
        Location,
        Meant is null ? null : ImmutableDictionary<string, string?>.Empty.Add(MeantProperty, Meant),
        Arguments);
}
