using System.Composition;
using AdaRank.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Models;

/// <summary>ADR006: adds a <c>Forward</c> that chains the components, or makes the one that is there callable.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class ForwardFix() : EditingFix("ADR006")
{
    /// <inheritdoc/>
    protected override IEnumerable<Edit> FindEdits(Place place)
    {
        if (place.Find<MethodDeclarationSyntax>() is { } method)
        {
            return MendMethod(method);
        }

        return place.Find<ClassDeclarationSyntax>() is { } model
            && place.Model.GetDeclaredSymbol(model, place.Stop) is { } type
            && !type.GetMembers("Forward").Any()
            ? [AddForward(model, type, place.Model)]
            : [];
    }

    private static Edit AddForward(ClassDeclarationSyntax model, INamedTypeSymbol type, SemanticModel semantics) =>
        new("Add a 'Forward' that chains the components", "AddForward", editor =>
        {
            editor.ReplaceNode(model, (current, generator) => ((ClassDeclarationSyntax)current).WithLastMember(
                ForwardChain.Write(type, semantics.Compilation, generator)));
            if (!IsTorch("Tensor", model.SpanStart, semantics) && !IsTorch("torch", model.SpanStart, semantics))
            {
                editor.AddUsing("TorchSharp");
            }
        });

    /// <summary>Whether a simple name means something of TorchSharp here.</summary>
    private static bool IsTorch(string name, int position, SemanticModel semantics) =>
        semantics.LookupNamespacesAndTypes(position, name: name).Any(symbol => symbol.ContainingAssembly?.Name == "TorchSharp");

    private static IEnumerable<Edit> MendMethod(MethodDeclarationSyntax method)
    {
        if (!method.Modifiers.Any(SyntaxKind.PublicKeyword) || method.Modifiers.Any(SyntaxKind.StaticKeyword))
        {
            yield return new Edit("Make 'Forward' a public instance method", "MakeForwardPublic", editor => editor.ReplaceNode(
                method, (current, _) => ((MethodDeclarationSyntax)current)
                    .WithoutModifiers(kind => kind is SyntaxKind.StaticKeyword || IsAccessibility(kind))
                    .WithModifier(SyntaxKind.PublicKeyword, comesFirst: true)));
        }
        else if (method.ReturnType is NullableTypeSyntax nullable)
        {
            yield return new Edit("Return a tensor that is never null", "ReturnTensor", editor => editor.ReplaceNode(
                nullable, (current, _) => ((NullableTypeSyntax)current).ElementType.WithTriviaFrom(current)));
        }
        else if (method.ParameterList.Parameters.Any(IsByReference))
        {
            yield return new Edit("Pass every argument by value", "PassByValue", editor =>
            {
                foreach (var parameter in method.ParameterList.Parameters.Where(IsByReference))
                {
                    editor.ReplaceNode(parameter, (current, _) => ByValue((ParameterSyntax)current));
                }
            });
        }
    }

    private static ParameterSyntax ByValue(ParameterSyntax parameter) => parameter
        .WithModifiers(SyntaxFactory.TokenList(parameter.Modifiers.Where(modifier => !IsReference(modifier.Kind()))))
        .WithTriviaFrom(parameter);

    private static bool IsByReference(ParameterSyntax parameter) =>
        parameter.Modifiers.Any(modifier => IsReference(modifier.Kind()));

    private static bool IsReference(SyntaxKind kind) =>
        kind is SyntaxKind.RefKeyword or SyntaxKind.InKeyword or SyntaxKind.ReadOnlyKeyword or SyntaxKind.ScopedKeyword;

    private static bool IsAccessibility(SyntaxKind kind) =>
        kind is SyntaxKind.PublicKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.InternalKeyword;
}
