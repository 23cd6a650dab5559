using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR020: the constructor of a plugin.</summary>
internal static class ConstructorRules
{
    /// <summary>The constructors that may be meant: the public ones, or the internal ones if there are none.</summary>
    public static ImmutableArray<IMethodSymbol> Candidates(INamedTypeSymbol type)
    {
        var visible = type.InstanceConstructors.Where(constructor => !IsCopy(constructor, type)).ToImmutableArray();
        var open = visible.Where(static constructor => constructor.DeclaredAccessibility == Accessibility.Public).ToImmutableArray();
        return open.Length > 0
            ? open
            : [.. visible.Where(static constructor =>
                constructor.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal)];
    }

    /// <summary>What is wrong with the candidates; null if there is exactly one.</summary>
    public static string? Check(ImmutableArray<IMethodSymbol> candidates) => candidates.Length switch
    {
        0 => "it has no public constructor",
        1 => null,
        _ => $"it has {candidates.Length} constructors to choose from; make one public, and the others private or internal",
    };

    private static bool IsCopy(IMethodSymbol constructor, INamedTypeSymbol type) =>
        type.IsRecord
        && constructor.Parameters.Length == 1
        && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);
}
