using AdaRank.Sampling;

namespace AdaRank.Plugins.Projection.Tests;

/// <summary>Hands out 1, 2, 3, ... plus a thousand for each draw, and notes what was asked for.</summary>
internal sealed class CountingSource : IGaussianSource
{
    public List<(string Parameter, long Draw, int Count)> Asked { get; } = [];

    public void Fill(string parameter, long draw, Span<double> destination)
    {
        Asked.Add((parameter, draw, destination.Length));
        for (var index = 0; index < destination.Length; index++)
        {
            destination[index] = (1000 * draw) + index + 1;
        }
    }
}
