namespace AdaRank.Annotations;

/// <summary>Makes a component optional: instances have it only if a flag says so, and otherwise null in its place.</summary>
/// <remarks>
/// The flag is read once, when the model is built. The property's type is nullable. In the catalogue stands the parameter
/// with its condition; instances without it do not list it.
/// </remarks>
/// <param name="flag">Name of the flag, found where dimensions are. Write it with <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WhenAttribute(string flag) : Attribute
{
    /// <summary>Name of the flag.</summary>
    public string Flag { get; } = flag;

    /// <summary>The value of the flag with which the component is there; true by default.</summary>
    public bool Is { get; init; } = true;
}
