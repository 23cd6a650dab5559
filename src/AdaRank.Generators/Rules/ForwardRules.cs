using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR006: what <c>Forward</c> must be, so that a TorchSharp module can call it.</summary>
internal static class ForwardRules
{
    /// <summary>TorchSharp's modules take from one argument to this many.</summary>
    private const int MostParameters = 6;

    /// <summary>What is wrong with the <c>Forward</c> of a model that derives from another one, whose it inherits or overrides.</summary>
    public static Finding? CheckDerived(INamedTypeSymbol type, INamedTypeSymbol baseModel)
    {
        var hiding = type.GetMembers("Forward").OfType<IMethodSymbol>()
            .FirstOrDefault(method => method.MethodKind == MethodKind.Ordinary && !method.IsOverride);
        return hiding is null
            ? null
            : new Finding(
                Descriptors.BadForward,
                hiding.Locations.FirstOrDefault() ?? Location.None,
                type.Name,
                $"has a 'Forward' that does not override the one of '{baseModel.Name}', which a module call runs");
    }

    /// <summary>The user's <c>Forward</c>, or what is wrong with it.</summary>
    public static ForwardSpec? Read(INamedTypeSymbol type, Location location, out Finding? finding)
    {
        var methods = type.GetMembers("Forward").OfType<IMethodSymbol>()
            .Where(method => method.MethodKind == MethodKind.Ordinary).ToList();
        var reason = methods.Count switch
        {
            0 => "needs a public method 'Forward' that returns a Tensor",
            1 => Reason(methods[0]),
            _ => "has several methods 'Forward': rename all but the one that a module call runs",
        };
        if (reason is not null)
        {
            var where = methods.LastOrDefault()?.Locations.FirstOrDefault() ?? location;
            finding = new Finding(Descriptors.BadForward, where, type.Name, reason);
            return null;
        }

        finding = null;
        return new ForwardSpec(
            methods[0].Parameters
                .Select(parameter => new ParameterSpec(TypeText.Reference(parameter.Type), Literal.Identifier(parameter.Name)))
                .ToEquatableArray(),
            TypeText.Reference(methods[0].ReturnType),
            CountTensors(methods[0].ReturnType));
    }

    private static string? Reason(IMethodSymbol method)
    {
        if (method.DeclaredAccessibility != Accessibility.Public || method.IsStatic || method.IsGenericMethod)
        {
            return "needs its 'Forward' to be public, and neither static nor generic";
        }

        if (method.Parameters.Length is 0 or > MostParameters)
        {
            return $"has a 'Forward' with {method.Parameters.Length} parameters: use 1 to {MostParameters}";
        }

        var unfit = method.Parameters.FirstOrDefault(parameter => parameter.RefKind != RefKind.None || parameter.IsParams
            || parameter.Type.IsRefLikeType || parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer);
        if (unfit is not null)
        {
            return $"has a 'Forward' whose parameter '{unfit.Name}' no module can take: pass it by value";
        }

        return method.RefKind == RefKind.None && CountTensors(method.ReturnType) > 0
            ? null
            : "has a 'Forward' that returns no Tensor, and no tuple of two or three";
    }

    private static int CountTensors(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { IsTupleType: true, TupleElements: { Length: 2 or 3 } elements } =>
            elements.All(element => IsTensor(element.Type)) ? elements.Length : 0,
        _ => IsTensor(type) ? 1 : 0,
    };

    private static bool IsTensor(ITypeSymbol type) =>
        type.NullableAnnotation != NullableAnnotation.Annotated && TypeText.FullName(type) == WellKnownNames.Tensor;
}
