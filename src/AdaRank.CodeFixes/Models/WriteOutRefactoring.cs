using System.Composition;
using AdaRank.CodeFixes.Editing;
using AdaRank.Generators;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace AdaRank.CodeFixes.Models;

/// <summary>
/// Writes the generated part of a model into the project as ordinary code, and removes the annotations that it came from: the
/// way out for whoever wants to go on by hand.
/// </summary>
/// <remarks>
/// It is not offered while another model derives from the class, since the generated part of that one is written for a base
/// that is a model, too.
/// </remarks>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(WriteOutRefactoring)), Shared]
internal sealed class WriteOutRefactoring : CodeRefactoringProvider
{
    /// <inheritdoc/>
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var (document, stop) = (context.Document, context.CancellationToken);
        var root = await document.GetSyntaxRootAsync(stop).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(stop).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } declaration
            || !IsOnHeading(declaration, context)
            || model?.GetDeclaredSymbol(declaration, stop) is not INamedTypeSymbol type
            || new Annotations(type).Find("Model") is null
            || GeneratedTrees(type, model.Compilation) is not { Count: > 0 } trees
            || await HasDerivedModelAsync(type, document.Project.Solution, stop).ConfigureAwait(false))
        {
            return;
        }

        context.RegisterRefactoring(CodeAction.Create(
            $"Write out the generated module of '{type.Name}'",
            cancel => WriteOutAsync(document.Project, type, trees, cancel),
            nameof(WriteOutRefactoring)));
    }

    private static bool IsOnHeading(ClassDeclarationSyntax declaration, CodeRefactoringContext context) =>
        declaration.Identifier.Span.IntersectsWith(context.Span)
        || declaration.Attributes().Any(attribute => attribute.ShortName() == "Model" && attribute.Span.IntersectsWith(context.Span));

    /// <summary>The files that the generator wrote for a model: its part of the class, and perhaps its extension of services.</summary>
    private static List<SyntaxTree> GeneratedTrees(INamedTypeSymbol type, Compilation compilation)
    {
        var part = type.DeclaringSyntaxReferences
            .Select(reference => reference.SyntaxTree)
            .FirstOrDefault(tree => tree.FilePath.EndsWith(WellKnownNames.ModelFileSuffix, StringComparison.Ordinal));
        if (part is null)
        {
            return [];
        }

        var services = part.FilePath.Substring(0, part.FilePath.Length - WellKnownNames.ModelFileSuffix.Length)
            + WellKnownNames.ServicesFileSuffix;
        return [part, .. compilation.SyntaxTrees.Where(tree => tree.FilePath == services)];
    }

    private static async Task<bool> HasDerivedModelAsync(INamedTypeSymbol type, Solution solution, CancellationToken stop)
    {
        if (type.IsSealed)
        {
            return false;
        }

        var derived = await SymbolFinder.FindDerivedClassesAsync(type, solution, cancellationToken: stop).ConfigureAwait(false);
        return derived.Any(other => new Annotations(other).Find("Model") is not null);
    }

    private static async Task<Solution> WriteOutAsync(
        Project project, INamedTypeSymbol type, IReadOnlyList<SyntaxTree> trees, CancellationToken stop)
    {
        var solution = project.Solution;
        var places = type.DeclaringSyntaxReferences
            .Select(reference => (Document: solution.GetDocument(reference.SyntaxTree), reference.Span))
            .Where(place => place.Document is not null and not SourceGeneratedDocument)
            .ToList();
        foreach (var sameDocument in places.GroupBy(place => place.Document!.Id))
        {
            var root = await solution.GetDocument(sameDocument.Key)!.GetSyntaxRootAsync(stop).ConfigureAwait(false);
            var declarations = sameDocument.Select(place => root!.FindNode(place.Span)).OfType<ClassDeclarationSyntax>().ToList();
            solution = solution.WithDocumentSyntaxRoot(
                sameDocument.Key, root!.ReplaceNodes(declarations, (_, current) => GeneratedText.WithoutAnnotations(current)));
        }

        var home = places[0].Document!;
        foreach (var tree in trees)
        {
            var kind = tree.FilePath.EndsWith(WellKnownNames.ServicesFileSuffix, StringComparison.Ordinal) ? "Services" : "Module";
            var id = DocumentId.CreateNewId(project.Id);
            var text = GeneratedText.AsOrdinaryCode(await tree.GetRootAsync(stop).ConfigureAwait(false));
            solution = solution.AddDocument(id, FreeName(solution.GetProject(project.Id)!, home, $"{type.Name}.{kind}"), text, home.Folders);
        }

        return solution;
    }

    private static string FreeName(Project project, Document home, string wanted)
    {
        var taken = new HashSet<string>(
            project.Documents.Where(document => document.Folders.SequenceEqual(home.Folders)).Select(document => document.Name),
            StringComparer.OrdinalIgnoreCase);
        var name = $"{wanted}.cs";
        for (var number = 2; taken.Contains(name); number++)
        {
            name = FormattableString.Invariant($"{wanted}{number}.cs");
        }

        return name;
    }
}
