using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Diagnostics;

/// <summary>Something wrong with the user's code. Lives no longer than the reading of one class.</summary>
/// <param name="Descriptor">The rule.</param>
/// <param name="Location">Where.</param>
/// <param name="Arguments">What the message mentions.</param>
internal sealed record Finding(DiagnosticDescriptor Descriptor, Location Location, params object[] Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location, Arguments);
}
