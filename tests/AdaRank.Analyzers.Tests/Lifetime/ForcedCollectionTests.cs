using AdaRank.Analyzers.Lifetime;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.Lifetime;

public sealed class ForcedCollectionTests
{
    [Fact]
    public Task Report_InAMethodWithTensors_OnTheCall() => Verify<ForcedCollectionAnalyzer>.ReportsAsync("""
        class Trainer
        {
            void Step(Linear model, Tensor x)
            {
                model.call(x).sum().backward();
                [|GC.Collect()|];
                GC.WaitForPendingFinalizers();
            }
        }
        """);

    [Fact]
    public Task Report_InAHelperOfATypeWithTensors_OnTheCall() => Verify<ForcedCollectionAnalyzer>.ReportsAsync("""
        class Trainer
        {
            private readonly Linear model = Linear(2, 2);
            float Step(Tensor x) { var loss = model.call(x).sum(); Clean(); return loss.item<float>(); }
            private static void Clean() => [|GC.Collect(2, GCCollectionMode.Forced)|];
        }
        """);

    [Fact]
    public Task Report_TopLevelProgram_OnTheCall() => VerifyProgram<ForcedCollectionAnalyzer>.MatchesAsync("""
        var x = rand(3);
        Console.WriteLine(x);
        [|GC.Collect()|];
        """);

    [Fact]
    public Task Report_TypeWithoutTensors_Silent() => Verify<ForcedCollectionAnalyzer>.IsSilentAsync("""
        class Cache { void Trim() { GC.Collect(); } }
        """);

    [Theory]
    [InlineData("GC.Collect(); return GC.GetTotalMemory(true) - before;")]
    [InlineData("var weak = new WeakReference(x); GC.Collect(); return weak.IsAlive ? 1 : 0;")]
    [InlineData("GC.Collect(); return DisposeScopeManager.Statistics.ThreadTotalLiveCount;")]
    [InlineData("GC.WaitForPendingFinalizers(); return x.shape[0];")]
    public Task Report_WhereMemoryIsMeasured_Silent(string body) => Verify<ForcedCollectionAnalyzer>.IsSilentAsync($$"""
        class Measurement
        {
            long Run(Tensor x, long before)
            {
                {{body}}
            }
        }
        """);

    [Fact]
    public Task Report_HelperThatReturnsAMeasurement_Silent() => Verify<ForcedCollectionAnalyzer>.IsSilentAsync("""
        class LeakTests
        {
            void Run(Tensor x) { var before = NativeBytes(); x.exp().Dispose(); Console.WriteLine(NativeBytes() - before); }
            private static long NativeBytes() { GC.Collect(); GC.WaitForPendingFinalizers(); return Usage(); }
            private static long Usage() => 1;
        }
        """);
}
