using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>What is known of modules without their generated parts.</summary>
internal static class ModuleRules
{
    /// <summary>Whether a class derives from TorchSharp's module.</summary>
    public static bool IsModule(ITypeSymbol? type)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            if (level is INamedTypeSymbol { Arity: 0 } && level.Name == "Module" && TypeText.FullName(level) == WellKnownNames.Module)
            {
                return true;
            }
        }

        return false;
    }
}
