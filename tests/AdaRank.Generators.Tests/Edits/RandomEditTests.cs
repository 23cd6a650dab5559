using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Tests.Edits;

/// <summary>Whatever is edited in a project, what is remembered gives what a fresh run gives.</summary>
public sealed class RandomEditTests
{
    private const int EditsPerSeed = 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Rerun_AfterEachOfManyEdits_GivesWhatAFreshRunGives(int seed)
    {
        var project = new RandomProject(new Random(seed));
        project.Begin();
        var compilation = Update(Sources.Compile(), project);
        var run = GeneratorRun.Of(compilation);
        var (different, models) = (0, 0);
        for (var index = 0; index < EditsPerSeed; index++)
        {
            project.Edit();
            compilation = Update(compilation, project);

            var before = Describe(run);
            run = run.On(compilation);

            var fresh = Describe(GeneratorRun.Of(Reparsed.Copy(compilation)));
            Assert.True(fresh == Describe(run), $"Seed {seed}, edit {index} gives\n{Describe(run)}\ninstead of\n{fresh}\nfor\n{Describe(compilation)}");
            different += fresh == before ? 0 : 1;
            models += run.ModelFiles.Count;
        }

        // Otherwise the edits reach so little that the test proves nothing.
        Assert.True(different > EditsPerSeed / 20, $"Only {different} of {EditsPerSeed} edits changed what was generated.");
        Assert.True(models > EditsPerSeed, $"Only {models} models in {EditsPerSeed} runs.");
    }

    /// <summary>Files whose text is what it was stay the same trees, as they do in an editor.</summary>
    private static CSharpCompilation Update(CSharpCompilation compilation, RandomProject project)
    {
        var known = compilation.SyntaxTrees.ToDictionary(tree => tree.FilePath);
        var trees = project.Files.Select(file => known.TryGetValue(file.Path, out var tree) && tree.ToString() == file.Text
            ? tree
            : Sources.Parse(file.Path, file.Text));
        return compilation.RemoveAllSyntaxTrees().AddSyntaxTrees([known["Usings.cs"], .. trees]);
    }

    private static string Describe(GeneratorRun run) =>
        string.Join("\n", run.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"// {file.Key}\n{file.Value}"));

    private static string Describe(CSharpCompilation compilation) =>
        string.Join("\n", compilation.SyntaxTrees.Select(tree => $"// {tree.FilePath}\n{tree}"));
}
