using System.Reflection;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Tests.Harness;

/// <summary>Walks the types of a spec: what goes from one step of a generator to the next.</summary>
internal static class SpecTypes
{
    private static readonly Type[] Forbidden =
    [
        typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(SemanticModel), typeof(Compilation), typeof(Location), typeof(AttributeData),
        typeof(MetadataReference),
    ];

    /// <summary>Fails if the spec, or anything it may hold, keeps the compilation alive or is not compared by value.</summary>
    /// <returns>All types that were seen.</returns>
    public static HashSet<Type> AssertKeepsNothingAlive(Type spec)
    {
        HashSet<Type> seen = [];
        Walk(spec, spec.Name, seen);
        return seen;
    }

    private static void Walk(Type type, string path, HashSet<Type> seen)
    {
        Assert.False(Forbidden.Any(forbidden => forbidden.IsAssignableFrom(type)), $"{path} is a {type.Name}");
        if (!seen.Add(type))
        {
            return;
        }

        foreach (var argument in type.GetGenericArguments())
        {
            Walk(argument, $"{path}<{argument.Name}>", seen);
        }

        if (type.Assembly != typeof(ModelGenerator).Assembly)
        {
            return;
        }

        Assert.True(type.IsEnum || type.GetInterfaces().Contains(typeof(IEquatable<>).MakeGenericType(type)), $"{path} is not equatable");
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Walk(field.FieldType, $"{path}.{field.Name}", seen);
        }

        foreach (var derived in type.Assembly.DefinedTypes.Where(candidate => candidate.IsSubclassOf(type)))
        {
            Walk(derived, derived.Name, seen);
        }
    }
}
