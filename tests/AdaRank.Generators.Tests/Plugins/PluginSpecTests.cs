using System.Reflection;
using AdaRank.Generators.Plugins;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Tests.Plugins;

public sealed class PluginSpecTests
{
    private static readonly Type[] Forbidden =
        [typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(SemanticModel), typeof(Compilation), typeof(Location), typeof(AttributeData), typeof(MetadataReference)];

    public static TheoryData<string> Specs =>
        [nameof(PluginSpec), nameof(OptionsSpec), nameof(GroupSpec), nameof(ManifestSpec), nameof(PluginManifest), nameof(PluginAssembly)];

    [Theory]
    [MemberData(nameof(Specs))]
    public void Spec_AndAllItHolds_KeepsNothingOfTheCompilationAlive(string name)
    {
        var spec = typeof(PluginSpec).Assembly.GetType($"AdaRank.Generators.Plugins.{name}", throwOnError: true)!;

        Walk(spec, name, []);
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

        if (type.Assembly != typeof(PluginSpec).Assembly)
        {
            return;
        }

        Assert.True(type.IsEnum || type.GetInterfaces().Contains(typeof(IEquatable<>).MakeGenericType(type)), $"{path} is not equatable");
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Walk(field.FieldType, $"{path}.{field.Name}", seen);
        }
    }
}
