using AdaRank.Catalogue;

namespace AdaRank.Abstractions.Tests.Catalogue;

public sealed class ParameterCatalogueTests
{
    private static readonly ParameterEntry Query = new("q_proj.weight", "[Width, Width]", ParameterTreatment.LowRank, "attention");

    [Fact]
    public void Under_Path_PrefixesEveryName()
    {
        var entries = new ParameterCatalogue(Query).Under("model.layers.*");

        Assert.Equal([Query with { Name = "model.layers.*.q_proj.weight" }], entries);
    }

    [Fact]
    public void Constructor_TwoEntriesOfOneName_NamesIt()
    {
        var problem = Assert.Throws<ArgumentException>(() => new ParameterCatalogue(Query, Query));

        Assert.Contains("'q_proj.weight'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Indexer_Name_FindsItsLineAndNamesOneThatIsMissing()
    {
        var norm = new ParameterEntry("norm.weight", "[Width]");
        var catalogue = new ParameterCatalogue(norm, Query);

        Assert.Same(Query, catalogue["q_proj.weight"]);
        Assert.Same(norm, catalogue["norm.weight"]);
        var problem = Assert.Throws<ArgumentException>(() => catalogue["k_proj.weight"]);
        Assert.Contains("'k_proj.weight'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_WithLessSaid_IsOfFullRankOrOfItsGroup()
    {
        Assert.Equal(new ParameterEntry("norm.weight", "[Width]", ParameterTreatment.FullRank), new ParameterEntry("norm.weight", "[Width]"));
        Assert.Equal(Query, new ParameterEntry("q_proj.weight", "[Width, Width]", "attention"));
    }
}
