using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Native;

public sealed class NativeLoaderTests
{
    private const string File = "AdaRank.NativeLoader.g.cs";

    [Fact]
    public void Emit_RuntimeReferenced_LoadsLibTorchFirst()
    {
        var run = GeneratorRun.Of("public class Anything;");

        Assert.Empty(run.CompilerMessages);
        Snapshot.Match(run.Files[File], "NativeLoader");
    }

    [Fact]
    public void Emit_WithoutRuntime_IsSilent()
    {
        var run = GeneratorRun.Of(Sources.Compile("public class Anything;").Without("AdaRank.Runtime"));

        Assert.DoesNotContain(File, run.Files.Keys);
    }

    [Fact]
    public void Emit_LoaderThatCannotBeSeen_IsSilent()
    {
        var run = GeneratorRun.Of(Sources.Compile("""
            namespace AdaRank.Native { public static class TorchNative { private static void EnsureLoaded(int times) { } } }
            """).Without("AdaRank.Runtime"));

        Assert.DoesNotContain(File, run.Files.Keys);
    }

    [Fact]
    public void Rerun_AfterAnyEdit_RecomputesNothing()
    {
        var compilation = Sources.Compile("public class Anything;");
        var first = GeneratorRun.Of(compilation);

        var second = first.On(compilation.Edit("File0.cs", "Anything", "Something"));

        var reasons = second.Driver.GetRunResult().Results
            .SelectMany(result => result.TrackedSteps.GetValueOrDefault(StepNames.FindNativeLoader, []))
            .SelectMany(step => step.Outputs)
            .Select(output => output.Reason.ToString());
        Assert.Equal(["Unchanged"], reasons);
    }
}
