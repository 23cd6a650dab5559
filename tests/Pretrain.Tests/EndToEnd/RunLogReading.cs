using System.Text.Json;

namespace Pretrain.Tests.EndToEnd;

/// <summary>Reads a log of the sample.</summary>
internal static class RunLogReading
{
    public static IReadOnlyList<JsonElement> Read(string path) =>
        [.. File.ReadAllLines(path).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    public static string Kind(this JsonElement line) => line.GetProperty("kind").GetString()!;

    /// <summary>What must not depend on when and how fast a run was made: the losses, to the last bit.</summary>
    public static IReadOnlyList<(string Optimizer, int Step, double Loss)> Losses(string path) =>
    [
        .. Read(path)
            .Where(line => line.Kind() is "step" or "validation")
            .Select(line => (
                line.GetProperty("optimizer").GetString()!, line.GetProperty("step").GetInt32(), line.GetProperty("loss").GetDouble())),
    ];
}
