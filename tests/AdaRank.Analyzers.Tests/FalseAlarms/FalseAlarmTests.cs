using AdaRank.Analyzers.Lifetime;
using AdaRank.Analyzers.Tests.Harness;

namespace AdaRank.Analyzers.Tests.FalseAlarms;

/// <summary>Shapes of code in TorchSharp itself, in programs that use it and in this repository that rules once misjudged.</summary>
public sealed class FalseAlarmTests
{
    [Fact]
    public Task EscapingTensor_ListInPairMadeWithinScope_IsSilent() => Verify<EscapingTensorAnalyzer>.IsSilentAsync("""
        static class Rows
        {
            public static Tensor Sum(Tensor[] inputs)
            {
                using var scope = NewDisposeScope();
                var lists = inputs.Select(_ => new List<Tensor>()).ToArray();
                foreach (var pair in lists.Zip(inputs))
                {
                    pair.First.Add(zeros_like(pair.Second));
                }

                return stack(lists[0]).MoveToOuterDisposeScope();
            }
        }
        """);

    [Fact]
    public Task ForcedCollection_AfterNativeCallWithoutHandle_IsSilent() => Verify<ForcedCollectionAnalyzer>.IsSilentAsync("""
        sealed class Owner(Func<IntPtr> allocate)
        {
            public Tensor Scale(Tensor x)
            {
                var handle = allocate();
                if (handle == IntPtr.Zero)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    handle = allocate();
                }

                return x * handle.ToInt64();
            }
        }
        """);
}
