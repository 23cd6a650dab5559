using AdaRank.Cuda.Launch;
using TorchSharp;

namespace AdaRank.Cuda.Tests.Launch;

public sealed class KernelArgumentsTests
{
    [Fact]
    public void Add_EveryType_HoldsItsBitsAndWidth()
    {
        var arguments = new KernelArguments(stackalloc ulong[7]);
        arguments.Add(unchecked((nint)0x7f00_1234_5678));
        arguments.Add(-1);
        arguments.Add(4_000_000_000u);
        arguments.Add(-1L);
        arguments.Add(ulong.MaxValue - 1);
        arguments.Add(1.5f);
        arguments.Add(-2.25);

        Assert.Equal(
            [0x7f00_1234_5678, 0xffff_ffff, 4_000_000_000, ulong.MaxValue, ulong.MaxValue - 1, 0x3fc0_0000, 0xc002_0000_0000_0000],
            arguments.Slots.ToArray());
        Assert.Equal(0b101_1001UL, arguments.Wide);
    }

    [Fact]
    public void Add_MoreThanSlots_IsRefused()
    {
        var failure = Assert.Throws<InvalidOperationException>(static () =>
        {
            var arguments = new KernelArguments(stackalloc ulong[1]);
            arguments.Add(1);
            arguments.Add(2);
        });

        Assert.Contains("slots for 1 arguments", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_MoreSlotsThanALaunchTakes_IsRefused()
        => Assert.Throws<ArgumentException>(static () => new KernelArguments(new ulong[KernelArguments.MaxCount + 1]).Count);

    [Fact]
    public void Add_TensorOfTheHost_IsRefusedWithTheFix()
    {
        using var tensor = torch.ones(3);

        var failure = Assert.Throws<ArgumentException>(() =>
        {
            var arguments = new KernelArguments(stackalloc ulong[1]);
            arguments.Add(tensor);
        });

        Assert.Contains("tensor is on cpu", failure.Message, StringComparison.Ordinal);
        Assert.Contains(".cuda()", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Signature_SameWidths_Agrees()
    {
        var arguments = new KernelArguments(stackalloc ulong[2]);
        arguments.Add(1L);
        arguments.Add(1f);

        KernelSignature.Of("adam", [8, 4]).Check("adam", arguments);
    }

    [Theory]
    [InlineData(new[] { 8, 8 }, "Parameter 1 of the kernel 'adam' has 8 bytes, but the argument added for it has 4")]
    [InlineData(new[] { 4, 4 }, "Parameter 0 of the kernel 'adam' has 4 bytes, but the argument added for it has 8")]
    [InlineData(new[] { 8 }, "The kernel 'adam' has 1 parameters, but 2 arguments were added")]
    [InlineData(new[] { 8, 4, 4 }, "The kernel 'adam' has 3 parameters, but 2 arguments were added")]
    public void Signature_OtherWidths_AreNamed(int[] sizes, string message)
    {
        var failure = Assert.Throws<ArgumentException>(() =>
        {
            var arguments = new KernelArguments(stackalloc ulong[2]);
            arguments.Add(1L);
            arguments.Add(1f);
            KernelSignature.Of("adam", sizes).Check("adam", arguments);
        });

        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Signature_DriverDoesNotTell_ChecksNothing()
    {
        var arguments = new KernelArguments(stackalloc ulong[1]);
        arguments.Add(1);

        var signature = KernelSignature.Of("adam", null);
        signature.Check("adam", arguments);

        Assert.False(signature.IsKnown);
    }

    [Fact]
    public void Signature_StructParameter_IsRefusedWhenTheKernelIsLoaded()
    {
        var failure = Assert.Throws<NotSupportedException>(static () => KernelSignature.Of("adam", [8, 24]));

        Assert.StartsWith("Parameter 1 of the kernel 'adam' has 24 bytes", failure.Message, StringComparison.Ordinal);
    }
}
