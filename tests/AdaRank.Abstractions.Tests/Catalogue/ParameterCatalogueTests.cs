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
}
