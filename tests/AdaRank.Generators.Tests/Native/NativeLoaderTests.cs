using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

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

    [Theory]
    [InlineData("public static class TorchNative { public static void EnsureLoaded() { } }", true)]
    [InlineData("internal static class TorchNative { public static void EnsureLoaded() { } }", false)]
    [InlineData("public static class TorchNative { internal static void EnsureLoaded() { } }", false)]
    [InlineData("public static class TorchNative { public static void EnsureLoaded(int times) { } }", false)]
    [InlineData("public static class TorchNative { public static void EnsureLoaded<T>() { } }", false)]
    [InlineData("public sealed class TorchNative { public void EnsureLoaded() { } }", false)]
    public void Emit_AnotherLoaderReferenced_CallsItIfItCan(string loader, bool calls)
    {
        var runtime = Sources.Compile($"namespace AdaRank.Native {{ {loader} }}").Without("AdaRank.Runtime");
        runtime = runtime.RemoveSyntaxTrees(runtime.SyntaxTrees[0]).WithAssemblyName("Runtime");
        var user = Sources.Compile("public class Anything;").Without("AdaRank.Runtime");
        user = user.RemoveSyntaxTrees(user.SyntaxTrees[0]);
        var built = GeneratorRun.Of(runtime).ToReference();

        MetadataReference[] references = [runtime.ToMetadataReference(), built, built.WithAliases(["other"])];

        Assert.Equal([calls, calls, false], references.Select(reference => Loads(user.AddReferences(reference))));
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
        Assert.Equal(["Cached"], reasons);
    }

    private static bool Loads(CSharpCompilation user)
    {
        var run = GeneratorRun.Of(user);
        Assert.Empty(run.CompilerMessages);
        return run.Files.ContainsKey(File);
    }
}
