using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>Every case of the golden vectors, in both precisions.</summary>
public sealed class GoldenVectorTests
{
    private static readonly Dictionary<string, Action<VectorCase>> Runners = new(StringComparer.Ordinal)
    {
        ["ssrf"] = SketchVectors.RunRangeFinder,
        ["rank"] = SketchVectors.RunRanks,
        ["transport"] = TransportVectors.Run,
        ["adam"] = RunVectors.Run,
        ["adarank"] = RunVectors.Run,
        ["galore"] = RunVectors.Run,
        ["osd_grad"] = BasisVectors.RunSlope,
        ["geodesic"] = BasisVectors.RunGeodesic,
    };

    /// <summary>Kinds whose plugins are on the roadmap. A kind that is neither here nor above fails.</summary>
    private static readonly HashSet<string> Planned =
        ["fira", "apollo", "ldadam", "flora", "frugal", "sumo", "osd"];

    public static IEnumerable<TheoryDataRow<string, string>> Cases() =>
        from vector in VectorCase.List()
        from dtype in new[] { "float64", "float32" }
        select new TheoryDataRow<string, string>(vector.Name, dtype);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Trajectory_OfGoldenCase_IsReproduced(string name, string dtype)
    {
        using var vector = VectorCase.Load(name, dtype is "float64" ? ScalarType.Float64 : ScalarType.Float32);
        if (Planned.Contains(vector.Kind))
        {
            Assert.Skip($"No plugin for kind '{vector.Kind}' yet: docs/roadmap.md.");
        }

        Assert.True(Runners.TryGetValue(vector.Kind, out var run), $"Unknown kind of golden case: '{vector.Kind}'.");
        run(vector);
    }
}
