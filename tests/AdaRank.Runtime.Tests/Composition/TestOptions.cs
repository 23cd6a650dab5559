using System.Globalization;
using AdaRank.Plugins;

namespace AdaRank.Tests.Composition;

/// <summary>Options written by hand as the generator writes them.</summary>
internal sealed class TestOptions : IPluginOptions
{
    public double Tolerance { get; set; } = 0.5;

    public int Rank { get; set; } = 2;

    public static PluginDescriptor Describe(string key) => new(key)
    {
        Summary = "Always the same rank.",
        Tunables =
        [
            new TunableDescriptor("Tolerance", TunableKind.Number, "0.5") { Range = "at least 0, below 1", Summary = "What may be lost." },
            new TunableDescriptor("Rank", TunableKind.WholeNumber, "2"),
        ],
    };

    public void Validate()
    {
        if (Tolerance is not (>= 0 and < 1))
        {
            throw new InvalidSettingException("tolerance", Tolerance, "use a share from 0 to below 1");
        }
    }

    public bool TrySet(string name, string text)
    {
        if (name.Equals("Tolerance", StringComparison.OrdinalIgnoreCase))
        {
            Tolerance = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new InvalidSettingException("Tolerance", text, "use a number, for example 0.5");
            return true;
        }

        if (name.Equals("Rank", StringComparison.OrdinalIgnoreCase))
        {
            Rank = int.Parse(text, CultureInfo.InvariantCulture);
            return true;
        }

        return false;
    }
}
