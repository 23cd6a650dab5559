using AdaRank.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace AdaRank.CodeFixes.Models;

/// <summary>Turns what a generator wrote into what a person might have written.</summary>
internal static class GeneratedText
{
    /// <summary>Attributes of a class that only the generator reads.</summary>
    private static readonly string[] OfClass = ["Model", "LowRank", "FullRank", "Frozen", "Decay", "LearningRate"];

    /// <summary>Attributes of a component that only the generator reads.</summary>
    private static readonly string[] OfMember =
    [
        "Linear", "Embedding", "RmsNorm", "LayerNorm", "Conv1d", "Conv2d", "Dropout", "Attention", "Rotary", "Weight", "Buffer",
        "Repeat", "Child", "LowRank", "FullRank", "Frozen", "Decay", "LearningRate", "TiedTo", "CheckpointName", "When",
    ];

    /// <summary>Generated code without its header and its attributes; names become as short as the place allows.</summary>
    public static SyntaxNode AsOrdinaryCode(SyntaxNode generated)
    {
        var marked = generated.DescendantNodes().OfType<MemberDeclarationSyntax>()
            .Where(member => member.Attributes().Any(IsGeneratedCode));
        var bare = generated.ReplaceNodes(marked, (_, current) => current.WithoutAttributes(IsGeneratedCode));
        var first = bare.GetFirstToken(includeDirectives: false);
        var header = first.LeadingTrivia;
        var kept = header.SkipWhile(trivia => trivia.Kind()
            is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.EndOfLineTrivia or SyntaxKind.WhitespaceTrivia);
        return bare.ReplaceToken(first, first.WithLeadingTrivia(kept)).WithAdditionalAnnotations(Simplifier.Annotation);
    }

    /// <summary>A class without what only the generator reads.</summary>
    public static ClassDeclarationSyntax WithoutAnnotations(ClassDeclarationSyntax type)
    {
        var bare = type.ReplaceNodes(
            type.Members.Where(member => member is PropertyDeclarationSyntax or FieldDeclarationSyntax),
            (_, current) => current.WithoutAttributes(attribute => OfMember.Contains(attribute.ShortName())));
        return (ClassDeclarationSyntax)bare.WithoutAttributes(attribute => OfClass.Contains(attribute.ShortName()));
    }

    private static bool IsGeneratedCode(AttributeSyntax attribute) => attribute.ShortName() == "GeneratedCode";
}
