using System.Runtime.CompilerServices;

namespace AdaRank.Strategies.Tests.Combinations;

/// <summary>The combinations that are refused, with their reasons, as a file that people read.</summary>
internal static class RefusedList
{
    private static readonly Lock Gate = new();

    /// <summary>Compares the part of the list that begins with a text. With UPDATE_SNAPSHOTS=1 it is written anew.</summary>
    public static void AssertIs(string start, IReadOnlyList<string> refused, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "Refused.txt");
        lock (Gate)
        {
            string[] known = File.Exists(path) ? File.ReadAllLines(path) : [];
            if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            {
                var lines = known.Where(line => !line.StartsWith(start, StringComparison.Ordinal)).Concat(refused).Order(StringComparer.Ordinal);
                File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")));
                return;
            }

            Assert.Equal(known.Where(line => line.StartsWith(start, StringComparison.Ordinal)), refused.Order(StringComparer.Ordinal));
        }
    }
}
