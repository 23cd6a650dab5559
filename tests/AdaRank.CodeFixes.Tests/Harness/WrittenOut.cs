using System.Reflection;
using AdaRank.CodeFixes.Models;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AdaRank.CodeFixes.Tests.Harness;

/// <summary>A project with the generator, before and after a refactoring.</summary>
internal sealed class WrittenOut : IDisposable
{
    private readonly AdhocWorkspace _workspace;

    private WrittenOut(AdhocWorkspace workspace, Project project, IReadOnlyList<string> titles) =>
        (_workspace, Project, Titles) = (workspace, project, titles);

    /// <summary>What was offered.</summary>
    public IReadOnlyList<string> Titles { get; }

    private Project Project { get; }

    /// <summary>Asks for the refactoring where <c>[||]</c> stands in the first file, and applies it if it is offered.</summary>
    public static Task<WrittenOut> AtAsync(string marked, params string[] others) => AtAsync(marked, others, []);

    /// <summary>The same, beside files of these names.</summary>
    public static async Task<WrittenOut> AtAsync(string marked, string[] others, string[] taken)
    {
        var position = marked.IndexOf("[||]", StringComparison.Ordinal);
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("User", LanguageNames.CSharp)
            .WithParseOptions(Fixed.ParseOptions)
            .WithCompilationOptions(Fixed.CompilationOptions)
            .WithMetadataReferences(Fixed.References)
            .AddAnalyzerReference(new AnalyzerFileReference(typeof(ModelGenerator).Assembly.Location, new LoadedAssembly()))
            .AddDocument("Usings.cs", Fixed.GlobalUsings).Project;
        for (var index = 0; index < others.Length; index++)
        {
            project = project.AddDocument($"Other{index}.cs", others[index]).Project;
        }

        foreach (var name in taken)
        {
            project = project.AddDocument(name, "", ["Nets"]).Project;
        }

        var document = project.AddDocument("User.cs", marked.Replace("[||]", "", StringComparison.Ordinal), ["Nets"]);
        Assert.Empty(await ErrorsAsync(document.Project));

        List<CodeAction> actions = [];
        await new WriteOutRefactoring().ComputeRefactoringsAsync(new CodeRefactoringContext(
            document, new TextSpan(position, 0), actions.Add, TestContext.Current.CancellationToken));
        var result = document.Project;
        foreach (var action in actions)
        {
            var operation = Assert.Single(await action.GetOperationsAsync(TestContext.Current.CancellationToken));
            result = Assert.IsType<ApplyChangesOperation>(operation).ChangedSolution.GetProject(project.Id)!;
        }

        return new WrittenOut(workspace, result, [.. actions.Select(action => action.Title)]);
    }

    public async Task<string> ReadAsync(string name)
    {
        var document = Project.Documents.Single(candidate => candidate.Name == name);
        return (await document.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
    }

    public IEnumerable<string> Files => Project.Documents.Select(document => string.Join('/', [.. document.Folders, document.Name]));

    /// <summary>What the compiler says once the generator is gone.</summary>
    public Task<IReadOnlyList<string>> ErrorsWithoutGeneratorAsync() =>
        ErrorsAsync(Project.RemoveAnalyzerReference(Project.AnalyzerReferences[0]));

    public Task<IReadOnlyList<string>> ErrorsWithGeneratorAsync() => ErrorsAsync(Project);

    public void Dispose() => _workspace.Dispose();

    private static async Task<IReadOnlyList<string>> ErrorsAsync(Project project)
    {
        var compilation = await project.GetCompilationAsync(TestContext.Current.CancellationToken);
        return
        [
            .. compilation!.GetDiagnostics(TestContext.Current.CancellationToken)
                .Where(message => message.Severity >= DiagnosticSeverity.Warning && message.Id != "CS1591")
                .Select(message => message.ToString()),
        ];
    }

    /// <summary>The generators as they are in this process: a workspace takes them from files only.</summary>
    private sealed class LoadedAssembly : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => typeof(ModelGenerator).Assembly;
    }
}
