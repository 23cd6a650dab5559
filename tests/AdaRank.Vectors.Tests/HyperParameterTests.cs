using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>Every value that the vectors' README lists means something to the runner, also those that no case has.</summary>
public sealed class HyperParameterTests
{
    public static TheoryData<string, string, string> Listed => new()
    {
        { "adarank", "transport", "\"variance\"" },
        { "adarank", "transport", "\"linear_clamp\"" },
        { "adarank", "transport", "\"square\"" },
        { "adarank", "transport", "\"reset\"" },
        { "adarank", "transport", "\"keep\"" },
        { "adarank", "basis", "\"raw\"" },
        { "adarank", "basis", "\"rotated\"" },
        { "adarank", "power", "3" },
        { "adarank", "sigma_rel", "0.5" },
        { "adarank", "wd", "0.1" },
        { "galore", "gap", "1" },
        { "fira", "stage", "\"raw\"" },
        { "fira", "stage", "\"corrected\"" },
        { "fira", "gamma", "0" },
        { "fira", "alpha", "0.5" },
        { "apollo", "kind", "\"channel\"" },
        { "apollo", "kind", "\"tensor\"" },
        { "apollo", "stage", "\"raw\"" },
        { "apollo", "stage", "\"corrected\"" },
        { "apollo", "gamma", "0" },
        { "ldadam", "ef", "false" },
        { "ldadam", "ef", "\"on\"" },
        { "ldadam", "ef", "\"off\"" },
        { "ldadam", "rho", "0" },
        { "flora", "normalizer", "\"none\"" },
        { "flora", "normalizer", "\"adafactor\"" },
        { "flora", "kappa", "1" },
        { "flora", "decay", "-0.5" },
        { "flora", "eps1", "0.001" },
        { "flora", "clip", "0.1" },
        { "frugal", "free", "\"sign\"" },
        { "frugal", "free", "\"sgd\"" },
        { "frugal", "free_scale", "0" },
        { "frugal", "reset", "false" },
        { "sumo", "ema", "true" },
        { "sumo", "perp", "0.1" },
        { "sumo", "power", "2" },
        { "sumo", "gamma", "0" },
        { "sumo", "mu", "0" },
        { "osd", "popt", "\"adam\"" },
        { "osd", "popt", "\"sgd\"" },
        { "osd", "lam", "0.1" },
    };

    [Theory]
    [MemberData(nameof(Listed))]
    public void Run_ListedValue_TrainsWithIt(string kind, string key, string value)
    {
        foreach (var name in VectorCase.List().Where(found => found.Kind == kind).Select(found => found.Name))
        {
            using var vector = VectorCase.Load(name, ScalarType.Float64);
            vector.Replace(key, value);

            RunVectors.Execute(vector, (start, trajectory, _) =>
            {
                Assert.True(trajectory.Weights[^1].isfinite().all().item<bool>());
                Assert.False(trajectory.Weights[^1].eq(start).all().item<bool>());
            });
        }
    }

    [Theory]
    [InlineData("adarank", "transport")]
    [InlineData("adarank", "basis")]
    [InlineData("fira", "stage")]
    [InlineData("apollo", "kind")]
    [InlineData("flora", "normalizer")]
    [InlineData("frugal", "free")]
    [InlineData("osd", "popt")]
    public void Run_UnknownValue_Fails(string kind, string key)
    {
        var name = VectorCase.List().FirstOrDefault(found => found.Kind == kind).Name;
        Assert.SkipWhen(name is null, $"The vectors have no case of kind '{kind}'.");
        using var vector = VectorCase.Load(name!, ScalarType.Float64);
        vector.Replace(key, "\"unheard of\"");

        var problem = Record.Exception(() => RunVectors.Execute(vector, (_, _, _) => { }));

        Assert.Contains("unheard of", problem?.Message, StringComparison.Ordinal);
    }
}
