using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AdaRank.CodeFixes.Models;

/// <summary>Writes a <c>Forward</c> that sends one tensor through all components in the order of their declaration.</summary>
/// <remarks>
/// What a component wants besides the tensor is another component of that type, if there is one, or else a parameter of the
/// new method. Components that are no steps, such as a table of positions, are left out.
/// </remarks>
internal static class ForwardChain
{
    private const string Input = "x";

    /// <summary>Components without a tensor to map: they serve others.</summary>
    private static readonly string[] NoSteps = ["Rotary", "Weight", "Buffer"];

    public static MethodDeclarationSyntax Write(INamedTypeSymbol model, Compilation compilation, SyntaxGenerator generator)
    {
        var tensor = compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor");
        var tensorType = tensor is null ? IdentifierName("Tensor") : Imported(tensor);
        var components = model.GetMembers().OfType<IPropertySymbol>()
            .Select(property => (Property: property, Annotations: new Annotations(property)))
            .Where(pair => pair.Annotations.Components.Count == 1)
            .ToList();
        List<ParameterSyntax> parameters = [Parameter(Identifier(Input)).WithType(tensorType)];
        List<StatementSyntax> steps = [];
        foreach (var (property, annotations) in components)
        {
            if (!NoSteps.Contains(annotations.Components[0]))
            {
                steps.Add(Step(property, annotations.Components[0]));
            }
        }

        var missing = compilation.GetTypeByMetadataName("System.NotImplementedException");
        var body = steps.Count > 0
            ? Block(steps.Append(ReturnStatement(IdentifierName(Input)).WithLeadingTrivia(Gap())))
            : Block(ThrowStatement(ObjectCreationExpression(missing is null ? IdentifierName("NotImplementedException") : Imported(missing))
                .WithArgumentList(ArgumentList())));
        return MethodDeclaration(tensorType, "Forward")
            .WithModifiers(TokenList(Token(SyntaxKind.PublicKeyword)))
            .WithParameterList(ParameterList(SeparatedList(parameters)))
            .WithBody(body)
            .WithAdditionalAnnotations(Formatter.Annotation);

        StatementSyntax Step(IPropertySymbol property, string component)
        {
            var name = EscapedName(property.Name);
            var row = component == "Repeat" ? (property.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault() : null;
            var called = row is null ? name : "block";
            var nested = component is "Repeat" or "Child" ? row ?? property.Type : null;
            var call = nested is null
                ? $"{called}.Forward({Input})"
                : $"{called}.call({string.Join(", ", [Input, .. Others(nested)])})";
            var assignment = $"{Input} = {call};";
            var statement = row is not null
                ? $"foreach (var block in {name}) {{ {assignment} }}"
                : property.Type.NullableAnnotation == NullableAnnotation.Annotated
                    ? $"if ({name} is not null) {{ {assignment} }}"
                    : assignment;
            return ParseStatement(statement).NormalizeWhitespace(elasticTrivia: true).WithLeadingTrivia(Gap());
        }

        TypeSyntax Imported(ITypeSymbol type) => (TypeSyntax)generator.TypeExpression(type, addImport: true);

        // An empty line after a block.
        SyntaxTriviaList Gap() => steps.LastOrDefault() is ForEachStatementSyntax or IfStatementSyntax
            ? TriviaList(ElasticLineFeed)
            : TriviaList(ElasticMarker);

        IEnumerable<string> Others(ITypeSymbol nested)
        {
            var forward = nested.GetMembers("Forward").OfType<IMethodSymbol>().FirstOrDefault();
            foreach (var wanted in forward?.Parameters.Skip(1) ?? [])
            {
                if (wanted.IsOptional && wanted.Type.NullableAnnotation == NullableAnnotation.Annotated)
                {
                    yield return "null";
                    continue;
                }

                var serving = components.Where(pair =>
                    SymbolEqualityComparer.Default.Equals(pair.Property.Type, wanted.Type)).ToList();
                if (serving.Count == 1)
                {
                    yield return EscapedName(serving[0].Property.Name);
                    continue;
                }

                var name = EscapedName(wanted.Name == Input ? "other" : wanted.Name);
                if (parameters.All(parameter => parameter.Identifier.Text != name))
                {
                    parameters.Add(Parameter(Identifier(name)).WithType(Imported(wanted.Type)));
                }

                yield return name;
            }
        }
    }

    private static string EscapedName(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
