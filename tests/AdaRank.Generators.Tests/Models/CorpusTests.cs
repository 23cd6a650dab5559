using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Tests.Models;

/// <summary>What is generated for realistic models: to be read by people, and compiled in every way that projects are.</summary>
public sealed partial class CorpusTests
{
    public static TheoryData<string> Names => Corpus.Names;

    public static TheoryData<LanguageVersion, bool, NullableContextOptions> Projects => new MatrixTheoryData<LanguageVersion, bool, NullableContextOptions>(
        [LanguageVersion.CSharp13, LanguageVersion.CSharp14, LanguageVersion.Preview],
        [true, false],
        [NullableContextOptions.Enable, NullableContextOptions.Disable]);

    private static readonly ConcurrentDictionary<string, GeneratorRun> Runs = new();

    [Theory]
    [MemberData(nameof(Names))]
    public void Emit_RealisticModel_MatchesSnapshot(string name)
    {
        var run = Run(name);

        Assert.Empty(run.CompilerMessages);
        var models = run.ModelFiles.Where(file => file.EndsWith(".Model.g.cs", StringComparison.Ordinal));
        Snapshot.Match(string.Concat(models.Select(file => run.Files[file])), $"Corpus/{name}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Analyze_RealisticModel_IsSilent(string name) =>
        Assert.Empty(await Run(name).AnalyzeAsync());

    [Theory]
    [MemberData(nameof(Projects))]
    public void Emit_EveryModelInAnyProject_CompilesWithWarningsAsErrors(
        LanguageVersion version, bool hasBlockNamespaces, NullableContextOptions nullable)
    {
        var project = new Project { Version = version, Nullable = nullable };

        var run = GeneratorRun.Of(project.With(Corpus.Names.Select(row => InNamespaceOfItsOwn(row.Data, hasBlockNamespaces))));

        Assert.Empty(run.GeneratedMessages);
        Assert.Empty(run.CompilerErrors);
        Assert.True(run.ModelFiles.Count > Corpus.Names.Count);
    }

    [Fact]
    public void Emit_EveryModel_IsSafeCodeWithLongTypeNames()
    {
        var generated = Corpus.Names.Select(row => row.Data)
            .SelectMany(name => Run(name).Files.Where(file => !file.Key.StartsWith("AdaRank.", StringComparison.Ordinal)))
            .ToList();

        Assert.NotEmpty(generated);
        Assert.All(generated, file => Assert.DoesNotContain("unsafe", file.Value, StringComparison.Ordinal));
        Assert.All(generated, file => Assert.DoesNotContain("\r", file.Value, StringComparison.Ordinal));
        Assert.All(generated, file => Assert.DoesNotContain("#pragma", file.Value, StringComparison.Ordinal));
        Assert.All(generated, file => Assert.DoesNotMatch(ShortName(), CommentOrText().Replace(file.Value, "")));
    }

    /// <summary>A type of AdaRank or of the framework that is not called by its whole name.</summary>
    [GeneratedRegex(@"(?<![\w.:])(List|IReadOnlyList|ParameterCatalogue|ModelParameter|TorchSharp|AdaRank|System)[.<(]", RegexOptions.None, 1000)]
    private static partial Regex ShortName();

    [GeneratedRegex(@"//.*|""(\\.|[^""\\])*""", RegexOptions.None, 1000)]
    private static partial Regex CommentOrText();

    private static GeneratorRun Run(string name) => Runs.GetOrAdd(name, static name => GeneratorRun.Of(Project.Of(Corpus.Read(name))));

    private static string InNamespaceOfItsOwn(string name, bool isBlock)
    {
        const string Statement = "namespace Acme.Models;\n";
        var source = Corpus.Read(name);
        Assert.Contains(Statement, source, StringComparison.Ordinal);
        return isBlock
            ? source.Replace(Statement, $"namespace Acme {{ namespace {name}s {{\n", StringComparison.Ordinal) + "}}\n"
            : source.Replace(Statement, $"namespace Acme.{name}s;\n", StringComparison.Ordinal);
    }
}
