using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;

namespace AdaRank.Benchmarks.Generators;

/// <summary>What the generators add to a build, and to every keystroke in an editor.</summary>
/// <remarks>
/// Each call gets a compilation that nothing was asked of before, so binding what the generators look at is included:
/// types, attributes and their arguments. So is parsing the file that was edited, but not the others, nor reading the references.
/// </remarks>
public class GeneratorBenchmarks
{
    private ModelProject _project = null!;

    /// <summary>How many models the project has.</summary>
    [Params(1, 20, 200)]
    public int Models { get; set; }

    /// <summary>Writes the project and runs the generators over it once.</summary>
    [GlobalSetup]
    public void SetUp() => _project = new ModelProject(Models);

    /// <summary>The first run.</summary>
    [Benchmark]
    public GeneratorDriver Cold() => ModelProject.NewDriver().RunGenerators(_project.NewCompilation());

    /// <summary>After an edit of a method in a file without models.</summary>
    [Benchmark]
    public GeneratorDriver UnrelatedEdit() => _project.Driver.RunGenerators(_project.Edit(_project.UnrelatedEdit));

    /// <summary>After an edit of a declaration in a file without models, which no model mentions.</summary>
    [Benchmark]
    public GeneratorDriver DeclarationEdit() => _project.Driver.RunGenerators(_project.Edit(_project.DeclarationEdit));

    /// <summary>After an edit of the declaration of the options, which all models depend on.</summary>
    [Benchmark]
    public GeneratorDriver SharedEdit() => _project.Driver.RunGenerators(_project.Edit(_project.SharedEdit));

    /// <summary>After an edit of a method in the file of one model.</summary>
    [Benchmark]
    public GeneratorDriver BodyEdit() => _project.Driver.RunGenerators(_project.Edit(_project.BodyEdit));

    /// <summary>After an edit of the annotations of one model.</summary>
    [Benchmark]
    public GeneratorDriver ModelEdit() => _project.Driver.RunGenerators(_project.Edit(_project.ModelEdit));
}
