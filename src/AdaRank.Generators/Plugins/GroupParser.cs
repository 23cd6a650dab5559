using AdaRank.Generators.Models;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins;

/// <summary>Reads classes with <c>[PluginGroup]</c>, and what the manifest needs of the assembly.</summary>
internal static class GroupParser
{
    public static GroupSpec? Parse(GeneratorAttributeSyntaxContext attributed, CancellationToken stop)
    {
        // Neither has a partial declaration that could implement an interface; the compiler says so of the generated one.
        if (attributed.TargetSymbol is not INamedTypeSymbol { TypeParameters.Length: 0 } type || !TypeText.IsPartial(type, stop))
        {
            return null;
        }

        var containing = new Stack<string>();
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containing.Push(TypeText.Heading(outer));
        }

        return new GroupSpec(
            TypeText.FullName(type),
            TypeText.Reference(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            TypeText.Namespace(type.ContainingNamespace),
            containing.ToEquatableArray(),
            TypeText.Heading(type),
            Literal.Identifier(type.Name),
            type.InstanceConstructors.Any(static constructor => !constructor.IsImplicitlyDeclared),
            TypeText.IsDocumented(attributed.TargetNode),
            TypeText.IsPublic(type));
    }

    public static PluginAssembly Name(Compilation compilation)
    {
        var name = compilation.AssemblyName ?? "Plugins";
        var parts = name.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(ToIdentifier).ToList();
        var plain = string.Join(".", parts);
        var group = string.Concat(parts) + "Plugins";

        // The class of that name may be a group that somebody wrote by hand.
        while (compilation.Assembly.GetTypeByMetadataName($"{plain}.{group}") is { } taken
            && taken.DeclaringSyntaxReferences.Any(static reference => !reference.SyntaxTree.FilePath.EndsWith(PluginNames.ManifestFile, StringComparison.Ordinal)))
        {
            group += "Group";
        }

        return new PluginAssembly(name, string.Join(".", parts.Select(Literal.Identifier)), group);
    }

    private static string ToIdentifier(string part)
    {
        var text = new string([.. part.Select(static letter => char.IsLetterOrDigit(letter) || letter == '_' ? letter : '_')]);
        return char.IsDigit(text[0]) ? "_" + text : text;
    }
}
