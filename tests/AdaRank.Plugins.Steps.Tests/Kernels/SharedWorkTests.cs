using AdaRank.Plugins.Steps.Kernels;

namespace AdaRank.Plugins.Steps.Tests.Kernels;

public sealed class SharedWorkTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 5)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(2, 1000)]
    [InlineData(7, 3)]
    public void Run_AnyNumberOfThreads_DoesEveryPartOnce(int threads, int count)
    {
        using var _ = new Threads(threads);
        var work = new CountingWork(count);

        SharedWork.Run(work, count);

        Assert.All(work.Times, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Run_SeveralThreads_AreBothAtWork()
    {
        using var _ = new Threads(2);
        using var barrier = new Barrier(2);
        var work = new MeetingWork(barrier);

        SharedWork.Run(work, 2);

        Assert.True(work.HaveMet, "No two parts were done at the same time.");
    }

    [Fact]
    public async Task Run_HelperThatIsLate_IsWaitedFor()
    {
        using var barrier = new Barrier(2);
        var work = new LateWork(barrier);

        // Not on this thread: a wait that keeps the helper from reporting would never end.
        await Task.Run(work.Start, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(2, work.Ended);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_PartThatThrows_ReachesTheCaller(int threads)
    {
        using var _ = new Threads(threads);

        var problem = Assert.Throws<InvalidOperationException>(() => SharedWork.Run(new CountingWork(50) { Bad = 20 }, 50));

        Assert.Equal("part 20", problem.Message);
    }

    [Fact]
    public void Run_FromManyThreadsAtOnce_DoesAll()
    {
        using var _ = new Threads(4);
        var works = Enumerable.Range(0, 32).Select(_ => new CountingWork(64)).ToArray();

        Parallel.ForEach(works, work => SharedWork.Run(work, 64));

        Assert.All(works, work => Assert.All(work.Times, times => Assert.Equal(1, times)));
    }

    private sealed class CountingWork(int count) : IChunkedWork
    {
        public int[] Times { get; } = new int[count];

        public int Bad { get; init; } = -1;

        public void Run(int chunk)
        {
            Interlocked.Increment(ref Times[chunk]);
            if (chunk == Bad)
            {
                throw new InvalidOperationException($"part {chunk}");
            }
        }
    }

    /// <summary>Two parts at once, of which that of the helper ends long after the other.</summary>
    private sealed class LateWork(Barrier barrier) : IChunkedWork
    {
        private int _caller;
        private int _ended;

        public int Ended => Volatile.Read(ref _ended);

        public void Start()
        {
            using var _ = new Threads(2);
            _caller = Environment.CurrentManagedThreadId;
            SharedWork.Run(this, 2);
        }

        public void Run(int chunk)
        {
            var haveMet = barrier.SignalAndWait(TimeSpan.FromSeconds(20));
            if (haveMet && Environment.CurrentManagedThreadId != _caller)
            {
                Thread.Sleep(300);
            }

            Interlocked.Increment(ref _ended);
        }
    }

    /// <summary>Two parts of which each waits for the other, up to a limit.</summary>
    private sealed class MeetingWork(Barrier barrier) : IChunkedWork
    {
        public bool HaveMet { get; private set; }

        public void Run(int chunk)
        {
            if (barrier.SignalAndWait(TimeSpan.FromSeconds(30)))
            {
                HaveMet = true;
            }
        }
    }
}
