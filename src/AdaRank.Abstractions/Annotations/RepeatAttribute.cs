using System.Globalization;

namespace AdaRank.Annotations;

/// <summary>A row of models of one class, <c>Repeated&lt;TModel&gt;</c>: the blocks of a transformer.</summary>
/// <remarks>
/// The constructor of the repeated class gets those parameters of this class's primary constructor that have its
/// parameters' types. In checkpoints the models are called by their index: <c>model.layers.0</c>, <c>model.layers.1</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RepeatAttribute : Attribute
{
    /// <summary>A row whose length has a name.</summary>
    /// <param name="count">Name of the number of models, stated like a dimension in <see cref="LinearAttribute"/>.</param>
    public RepeatAttribute(string count) => Count = count;

    /// <summary>A row of a fixed length.</summary>
    /// <param name="count">Number of models, at least 0.</param>
    public RepeatAttribute(int count)
        : this(count.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>Number of models as it was stated.</summary>
    public string Count { get; }
}
