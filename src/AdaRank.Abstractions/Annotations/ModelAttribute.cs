namespace AdaRank.Annotations;

/// <summary>Makes a partial class a TorchSharp module whose components are its annotated properties.</summary>
/// <remarks>
/// The class states its components and one public <c>Forward</c>. Generated are the base class, the components and their
/// registration, the dispose scope around <c>Forward</c>, the parameter catalogue and the extension of the service
/// collection. Dimensions are taken from the parameters of the primary constructor. A model may derive from another one.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ModelAttribute : Attribute
{
    /// <summary>How the components are called in checkpoints; <see cref="CheckpointNames.SnakeCase"/> by default.</summary>
    /// <remarks>
    /// Where only the catalogue of a hand-written module is generated, <see cref="CheckpointNames.AsDeclared"/> is the default:
    /// TorchSharp registers fields by their own names.
    /// </remarks>
    public CheckpointNames Names { get; init; }

    /// <summary>What is generated; all of it by default.</summary>
    public GeneratedParts Generate { get; init; } = GeneratedParts.All;
}
