using AdaRank.Analyzers.Autograd;
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

    [Fact]
    public Task ForcedCollection_ThatIsMeasured_IsSilent() => Verify<ForcedCollectionAnalyzer>.IsSilentAsync("""
        sealed class LeakTests(Func<long> readNativeBytes)
        {
            public bool Leaks(Tensor x)
            {
                var before = NativeBytes();
                using var y = x * 2;
                return NativeBytes() > before;
            }

            private long NativeBytes()
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return readNativeBytes();
            }
        }
        """);

    [Fact]
    public Task LeakingLoop_InImplementationOfContract_IsSilent() => Verify<LeakingLoopAnalyzer>.IsSilentAsync("""
        interface IGradients
        {
            int Count { get; }

            Tensor this[int index] { get; }
        }

        interface ITransform
        {
            void Transform(IGradients gradients);
        }

        sealed class Clip : ITransform
        {
            public double Norm { get; private set; }

            public void Transform(IGradients gradients)
            {
                for (var index = 0; index < gradients.Count; index++)
                {
                    Norm += gradients[index].square().sum().item<float>();
                }
            }
        }
        """);

    [Fact]
    public Task EvaluationInGraph_OfDropoutAlone_IsSilent() => Verify<EvaluationInGraphAnalyzer>.IsSilentAsync("""
        static class DropoutTests
        {
            public static void Evaluation(Tensor x)
            {
                using var dropout = Dropout(0.5);
                dropout.eval();
                using var y = dropout.forward(x);
                Console.WriteLine(y.allclose(x));
            }
        }
        """);
}
