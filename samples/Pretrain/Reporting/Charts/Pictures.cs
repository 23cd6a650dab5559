using Pretrain.Training;

namespace Pretrain.Reporting.Charts;

/// <summary>All pictures of a job.</summary>
internal static class Pictures
{
    public static IEnumerable<(string Name, byte[] Content)> Draw(IReadOnlyList<RunHistory> runs)
    {
        _ = runs;
        yield break;
    }
}
