namespace AdaRank.Annotations;

/// <summary>A weight of the model itself, outside any layer: a class token, a scale, a table of positions.</summary>
/// <remarks>
/// The property's type is <c>TorchSharp.Modules.Parameter</c>. In checkpoints the weight has the property's name and nothing
/// below it. The property gives the current parameter: TorchSharp replaces it when the model is moved or converted.
/// </remarks>
/// <param name="shape">
/// Its dimensions, each a number or a name as in <see cref="LinearAttribute"/>; none for a single number.
/// </param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WeightAttribute(params object[] shape) : Attribute
{
    /// <summary>Its dimensions as they were stated.</summary>
    public IReadOnlyList<object> Shape { get; } = shape;

    /// <summary>How the values are chosen; <see cref="Initial.Normal"/> by default.</summary>
    public Initial Initializer { get; init; } = Initial.Normal;

    /// <summary>
    /// Name of a static method of the model that makes the values, instead of <see cref="Initializer"/>; none by default.
    /// </summary>
    /// <remarks>
    /// It returns a new tensor of the stated shape, and may take parameters of the model's primary constructor, each by its type. It
    /// runs once, when the model is made, without gradients and in a dispose scope that frees what it makes on the way. The
    /// weight is fp32, whatever it returns.
    /// </remarks>
    public string? From { get; init; }

    /// <summary>Standard deviation for <see cref="Initial.Normal"/>, at least 0; 0.02 by default.</summary>
    public double Deviation { get; init; } = 0.02;

    /// <summary>Bound for <see cref="Initial.Uniform"/>, at least 0; 0.02 by default.</summary>
    public double Bound { get; init; } = 0.02;

    /// <summary>Value for <see cref="Initial.Constant"/>, finite; 0 by default.</summary>
    public double Value { get; init; }
}
