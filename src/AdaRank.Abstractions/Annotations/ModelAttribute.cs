namespace AdaRank.Annotations;

/// <summary>Makes a partial class a TorchSharp module whose components are its annotated properties.</summary>
/// <remarks>
/// The class states its components and one public <c>Forward</c>. Generated are the base class, the components and their
/// registration, the dispose scope around <c>Forward</c>, the parameter catalogue and the extension of the service
/// collection. Dimensions are taken from the parameters of the primary constructor.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ModelAttribute : Attribute
{
    /// <summary>How the components are called in checkpoints; <see cref="CheckpointNames.SnakeCase"/> by default.</summary>
    public CheckpointNames Names { get; init; }
}
