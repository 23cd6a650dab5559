using System.Text;
using AdaRank.Cuda.Compilation;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Tests.Compilation;

public sealed class KernelCompilerTests : IDisposable
{
    private static readonly KernelSource Source = new("adam.cu", "code");
    private static readonly ComputeCapability Hopper = new(9, 0);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeCompiler _compiler = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compile_FirstTime_CompilesForTheDeviceWithTheOptions()
    {
        var compiled = Start().Compile(Source, Hopper, "--use_fast_math");

        Assert.Equal("sm_90a --use_fast_math code", Encoding.UTF8.GetString(compiled.Image));
        Assert.Equal(("adam.cu", "sm_90a", false), (compiled.Name, compiled.Target.Architecture, compiled.IsFromCache));
    }

    [Fact]
    public void Compile_SecondStart_TakesWhatTheFirstKept()
    {
        var first = Start().Compile(Source, Hopper);
        var second = Start().Compile(Source, Hopper);

        Assert.True(second.IsFromCache);
        Assert.Equal(first.Image, second.Image);
        Assert.Equal(1, _compiler.Compilations);
    }

    [Fact]
    public void Compile_AnotherDevice_CompilesAgain()
    {
        Start().Compile(Source, Hopper);

        Assert.False(Start().Compile(Source, new ComputeCapability(8, 0)).IsFromCache);
    }

    [Fact]
    public void Compile_AnotherCompiler_CompilesAgain()
    {
        Start().Compile(Source, Hopper);

        Assert.False(new KernelCompiler(new FakeCompiler { Version = new Version(13, 1) }, new KernelCache(_folder.Path)).Compile(Source, Hopper).IsFromCache);
    }

    [Fact]
    public void Compile_FileIsDamaged_CompilesAgainAndMendsIt()
    {
        Start().Compile(Source, Hopper);
        var file = Directory.GetFiles(_folder["adarank", "cuda"]).Single();
        File.WriteAllText(file, "ADRCUDA1 and then nothing of worth");

        var second = Start().Compile(Source, Hopper);
        var third = Start().Compile(Source, Hopper);

        Assert.Equal((false, true), (second.IsFromCache, third.IsFromCache));
        Assert.Equal(second.Image, third.Image);
    }

    [Fact]
    public void Compile_CacheCannotBeWritten_GivesTheCodeAllTheSame()
    {
        var compiler = new KernelCompiler(_compiler, new KernelCache(_folder.WithFile("a file")));

        Assert.Equal("sm_90a  code", Encoding.UTF8.GetString(compiler.Compile(Source, Hopper).Image));
        Assert.False(compiler.Compile(Source, Hopper).IsFromCache);
    }

    [Fact]
    public void Compile_SourceWithErrors_ThrowsAndKeepsNothing()
    {
        var failure = Assert.Throws<CudaCompilationException>(() => Start().Compile(new KernelSource("adam.cu", "error"), Hopper));

        Assert.Equal("line 1: no", failure.Log);
        Assert.False(Directory.Exists(_folder["adarank"]));
    }

    private KernelCompiler Start() => new(_compiler, new KernelCache(_folder.Path));
}
