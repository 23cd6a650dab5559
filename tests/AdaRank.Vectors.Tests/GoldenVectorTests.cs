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
        ["osd_grad"] = BasisVectors.RunSlope,
        ["geodesic"] = BasisVectors.RunGeodesic,
    };

    public static IEnumerable<TheoryDataRow<string, string>> Cases() =>
        from vector in VectorCase.List()
        from dtype in new[] { "float64", "float32" }
        select new TheoryDataRow<string, string>(vector.Name, dtype);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Trajectory_OfGoldenCase_IsReproduced(string name, string dtype)
    {
        using var vector = VectorCase.Load(name, dtype is "float64" ? ScalarType.Float64 : ScalarType.Float32);

        var run = Runners.GetValueOrDefault(vector.Kind) ?? (RunSettings.Kinds.Contains(vector.Kind) ? RunVectors.Run : null);
        Assert.True(run is not null, $"Unknown kind of golden case: '{vector.Kind}'.");
        run(vector);
    }
}
