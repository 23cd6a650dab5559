using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>Divides work among as many threads as libtorch uses.</summary>
/// <remarks>
/// Who does which part is left to chance; what the parts are is not, so results do not depend on the number of threads.
/// The caller works too: if the thread pool is busy, it does everything itself and waits for nobody.
/// </remarks>
internal static class SharedWork
{
    /// <summary>Does all parts of some work and returns when they are done.</summary>
    /// <param name="work">The work.</param>
    /// <param name="count">How many parts it has.</param>
    /// <exception cref="Exception">What a part threw first.</exception>
    public static void Run(IChunkedWork work, int count)
    {
        var threads = count > 1 ? Math.Min(get_num_threads(), count) : 1;
        if (threads > 1)
        {
            new Gang(work, count).Run(threads - 1);
            return;
        }

        for (var chunk = 0; chunk < count; chunk++)
        {
            work.Run(chunk);
        }
    }

    private sealed class Gang(IChunkedWork work, int count) : IThreadPoolWorkItem
    {
        private readonly object _progress = new();
        private int _taken;
        private int _done;
        private ExceptionDispatchInfo? _failure;

        public void Run(int helpers)
        {
            for (var helper = 0; helper < helpers; helper++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }

            Execute();
            lock (_progress)
            {
                while (_done < count)
                {
                    Monitor.Wait(_progress);
                }
            }

            _failure?.Throw();
        }

        /// <summary>Takes parts until none is left. A helper that the pool starts too late finds none.</summary>
        public void Execute()
        {
            var done = 0;
            for (var chunk = Take(); chunk < count; chunk = Take())
            {
                // An exception that leaves a thread of the pool would end the process: the caller throws it.
                try
                {
                    work.Run(chunk);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
                }

                done++;
            }

            if (done > 0)
            {
                lock (_progress)
                {
                    _done += done;
                    Monitor.PulseAll(_progress);
                }
            }
        }

        private int Take() => Interlocked.Increment(ref _taken) - 1;
    }
}
