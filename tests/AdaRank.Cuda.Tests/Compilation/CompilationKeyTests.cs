using AdaRank.Cuda.Compilation;

namespace AdaRank.Cuda.Tests.Compilation;

public sealed class CompilationKeyTests
{
    private static readonly KernelSource Source = new("adam.cu", "code");
    private static readonly CompilationTarget Target = new("sm_90a");
    private static readonly Version Version = new(13, 0);

    [Fact]
    public void Of_SameParts_IsTheSameFileName()
    {
        var key = CompilationKey.Of(Source, Target, Version, ["-a", "-b"]);

        Assert.Equal(key, CompilationKey.Of(new KernelSource("adam.cu", "code"), new CompilationTarget("sm_90a"), new Version(13, 0), ["-a", "-b"]));
        Assert.Matches("^[0-9a-f]{64}$", key);
    }

    [Fact]
    public void Of_AnyPartDiffers_IsAnother()
    {
        string[] keys =
        [
            CompilationKey.Of(Source, Target, Version, ["-a", "-b"]),
            CompilationKey.Of(Source with { Text = "code " }, Target, Version, ["-a", "-b"]),
            CompilationKey.Of(Source with { Name = "lion.cu" }, Target, Version, ["-a", "-b"]),
            CompilationKey.Of(Source, new CompilationTarget("sm_90"), Version, ["-a", "-b"]),
            CompilationKey.Of(Source, Target, new Version(13, 1), ["-a", "-b"]),
            CompilationKey.Of(Source, Target, Version, ["-b", "-a"]),
            CompilationKey.Of(Source, Target, Version, ["-a"]),
            CompilationKey.Of(Source, Target, Version, ["-a-b"]),
            CompilationKey.Of(Source, Target, Version, ["-a\n2:-b"]),
            CompilationKey.Of(Source, Target, Version, []),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }
}
