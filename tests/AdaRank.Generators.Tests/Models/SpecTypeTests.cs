using System.Reflection;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Tests.Models;

public sealed class SpecTypeTests
{
    private static readonly Type[] Forbidden =
        [typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(SemanticModel), typeof(Compilation), typeof(Location), typeof(AttributeData)];

    [Fact]
    public void ModelSpec_AndAllItHolds_KeepNothingOfTheCompilationAlive()
    {
        HashSet<Type> seen = [];

        Walk(typeof(ModelSpec), nameof(ModelSpec), seen);

        Assert.Contains(typeof(LayerSpec), seen);
        Assert.Contains(typeof(WeightSpec), seen);
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

        if (type.Assembly != typeof(ModelSpec).Assembly)
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
