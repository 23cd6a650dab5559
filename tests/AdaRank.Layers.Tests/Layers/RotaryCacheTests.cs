using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class RotaryCacheTests
{
    private const int Width = 6;
    private const int Time = 4;
    private const double RotaryBase = 100;

    /// <summary>The tables are fp32: half a unit in the last place of each, on numbers below 4.</summary>
    private const double Tolerance = 2 * 4 * 6e-8;

    [Fact]
    public void Rotate_Double_MatchesPlainRotationWithGradient()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(4);
        using var rotary = new RotaryCache(Width, maxLength: 9, RotaryBase);
        rotary.to(torch.float64);
        var x = torch.randn(1, 2, Time, Width, dtype: torch.float64, requires_grad: true);
        var outer = torch.randn(1, 2, Time, Width, dtype: torch.float64);

        var y = rotary.Rotate(x);
        (y * outer).sum().backward();

        AssertClose(Turn(Values(x), forwards: true), Values(y));
        AssertClose(Turn(Values(outer), forwards: false), Values(x.grad!));
    }

    [Fact]
    public void Rotate_HalfPrecision_StaysInItsDtype()
    {
        using var scope = torch.NewDisposeScope();
        using var rotary = new RotaryCache(Width, Time);

        Assert.Equal(torch.ScalarType.BFloat16, rotary.Rotate(torch.ones(1, 1, Time, Width, torch.bfloat16)).dtype);
    }

    [Fact]
    public void Rotate_AfterMoveToTheSameDevice_StillWorks()
    {
        using var scope = torch.NewDisposeScope();
        using var rotary = new RotaryCache(Width, Time);
        var x = torch.ones(1, 1, Time, Width);
        var before = rotary.Rotate(x);

        rotary.to(torch.CPU, torch.float64);

        Assert.True(torch.allclose(before, rotary.Rotate(x), 0, 0));
    }

    [Fact]
    public void Rotate_AfterMoveToAnotherDevice_FindsItsTablesThere()
    {
        using var rotary = new RotaryCache(Width, Time);
        var before = LiveTensors.Count;

        rotary.to(torch.META);

        Assert.Equal(before, LiveTensors.Count);
        using var scope = torch.NewDisposeScope();
        Assert.Equal(DeviceType.META, rotary.Rotate(torch.ones(1, 1, Time, Width, device: torch.META)).device_type);
    }

    [Fact]
    public void Constructor_InsideDisposeScope_OutlivesItAndFreesItsTables()
    {
        var before = LiveTensors.Count;
        RotaryCache rotary;
        using (torch.NewDisposeScope())
        {
            rotary = new RotaryCache(Width, Time);
        }

        using (torch.NewDisposeScope())
        {
            Assert.Equal([1, 1, 2, Width], rotary.Rotate(torch.ones(1, 1, 2, Width)).shape);
        }

        Assert.Equal(before + 2, LiveTensors.Count);
        rotary.Dispose();
        Assert.Equal(before, LiveTensors.Count);
    }

    [Theory]
    [InlineData(5, 4, 100.0, "head width")]
    [InlineData(0, 4, 100.0, "head width")]
    [InlineData(4, 0, 100.0, "largest length of a rotary cache")]
    [InlineData(4, 4, 1.0, "rotary base")]
    [InlineData(4, 4, double.NaN, "rotary base")]
    public void Constructor_SettingOutOfRange_IsRefusedByName(int width, int length, double rotaryBase, string setting)
    {
        var error = Assert.Throws<InvalidSettingException>(() => new RotaryCache(width, length, rotaryBase));

        Assert.Equal(setting, error.Setting);
    }

    [Fact]
    public void Rotate_HeadsOfAnotherWidth_AreRefused()
    {
        using var scope = torch.NewDisposeScope();
        using var rotary = new RotaryCache(Width, Time);

        Assert.Throws<InvalidSettingException>(() => rotary.Rotate(torch.ones(1, 1, Time, Width + 2)));
    }

    private static double[] Values(torch.Tensor values) => values.detach().data<double>().ToArray();

    private static void AssertClose(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));

    /// <summary>Element i and element i + width/2 turn by position · base^(-2i/width).</summary>
    private static double[] Turn(double[] values, bool forwards)
    {
        var turned = new double[values.Length];
        for (var row = 0; row < values.Length / Width; row++)
        {
            for (var i = 0; i < Width / 2; i++)
            {
                var angle = row % Time * Math.Pow(RotaryBase, -2.0 * i / Width) * (forwards ? 1 : -1);
                var (sine, cosine) = Math.SinCos(angle);
                var (first, second) = (values[row * Width + i], values[row * Width + i + Width / 2]);
                turned[row * Width + i] = first * cosine - second * sine;
                turned[row * Width + i + Width / 2] = second * cosine + first * sine;
            }
        }

        return turned;
    }
}
