using System.Runtime.ExceptionServices;

namespace AdaRank.Testing.Cases;

/// <summary>Threads of their own that start together: a pool may run everything on one.</summary>
internal static class ManyThreads
{
    private const int Count = 4;

    /// <summary>Runs an action on each of some threads at once, and waits for all.</summary>
    /// <param name="action">Gets the number of its thread.</param>
    public static void Run(Action<int> action)
    {
        using var start = new Barrier(Count);
        ExceptionDispatchInfo? problem = null;
        Thread[] threads = [.. Enumerable.Range(0, Count).Select(index => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                action(index);
            }
            catch (Exception failure)
            {
                problem = ExceptionDispatchInfo.Capture(failure);
            }
        }))];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        problem?.Throw();
    }
}
