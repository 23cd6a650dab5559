using AdaRank.Plugins.Projection.Keep;
using AdaRank.Plugins.Projection.Linear;
using AdaRank.Plugins.Projection.Reset;
using AdaRank.Plugins.Projection.Rotate;
using AdaRank.Plugins.Projection.Square;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Transport;
using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>Runs cases of kind <c>transport</c>.</summary>
internal static class TransportVectors
{
    public static IMomentTransport Create(string mode) => mode switch
    {
        "variance" => new RotateTransport(),
        "linear" => new LinearTransport(new LinearTransportOptions { Clamp = false }),
        "linear_clamp" => new LinearTransport(new LinearTransportOptions { Clamp = true }),
        "square" => new SquareTransport(),
        "reset" => new ResetTransport(),
        "keep" => new KeepTransport(),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown transport mode."),
    };

    public static void Run(VectorCase vector)
    {
        using var scope = NewDisposeScope();
        var overlap = vector.Input("Qnew").t().mm(vector.Input("Qold"));
        Tensor[] from = [vector.Input("M"), vector.Input("V")];
        var schema = new LowRankAdamStep(new LowRankAdamOptions { Beta1 = vector.Number("b1"), Beta2 = vector.Number("b2") }).State;
        foreach (var mode in vector.Hyper.GetProperty("modes").EnumerateArray().Select(mode => mode.GetString()!))
        {
            Tensor[] to = [.. from.Select(_ => zeros([overlap.shape[0], from[0].shape[1]], vector.Dtype))];

            Create(mode).Transport([new MomentMove(from, to, overlap, vector.Integer("done"))], schema);

            Compare.Close(vector.Expected($"{mode}.M"), to[0], vector.Tolerance, $"out.{mode}.M");
            Compare.Close(vector.Expected($"{mode}.V"), to[1], vector.Tolerance, $"out.{mode}.V");
        }
    }
}
