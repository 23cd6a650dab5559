namespace Company.Models;

/// <summary>Sizes of a <see cref="NewModel"/>.</summary>
public sealed class NewModelOptions
{
    /// <summary>Numbers in an input.</summary>
    public int Inputs { get; set; } = 64;

    /// <summary>Width between the layers.</summary>
    public int Hidden { get; set; } = 128;

    /// <summary>Numbers in an output.</summary>
    public int Outputs { get; set; } = 8;
}
