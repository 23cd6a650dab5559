using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Tests.Models;

/// <summary>Whatever somebody writes, there is a diagnostic at his line or code that compiles, and never a crash.</summary>
public sealed class RandomModelTests
{
    private const int FilesPerSeed = 250;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Emit_RandomModels_NeverFails(int seed)
    {
        var models = new RandomModels(new Random(seed));
        var compilation = Project.Of("");
        var run = GeneratorRun.Of(compilation);
        var sound = 0;
        for (var index = 0; index < FilesPerSeed; index++)
        {
            var source = models.Write();
            compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], Sources.Parse("File0.cs", source));

            run = run.OnAnything(compilation);

            var failure = run.Failure ?? await JudgeAsync(run);
            Assert.True(failure is null, $"Seed {seed}, file {index}: {failure}\n\n{source}");
            sound += run.ModelFiles.Count > 0 ? 1 : 0;
        }

        // Otherwise the sources are so broken that the test proves nothing.
        Assert.True(sound > FilesPerSeed / 4, $"Only {sound} of {FilesPerSeed} files had a model.");
    }

    /// <summary>Null, or an error in generated code although nothing is wrong with the user's.</summary>
    private static async Task<string?> JudgeAsync(GeneratorRun run)
    {
        if (run.GeneratedErrors.Count == 0)
        {
            return null;
        }

        var isExplained = run.Errors.Any(error => !IsGenerated(error)) || (await run.AnalyzeAsync()).Length > 0;
        return isExplained ? null : run.GeneratedErrors[0].ToString();
    }

    private static bool IsGenerated(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true;
}
