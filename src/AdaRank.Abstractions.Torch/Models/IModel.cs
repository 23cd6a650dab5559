namespace AdaRank.Models;

/// <summary>A model that knows its parameters without reflection. Implemented by generated code.</summary>
public interface IModel
{
    /// <summary>All parameters of this instance, in the order of their declaration; tied ones once.</summary>
    /// <remarks>
    /// Ask again after the model was moved or converted: TorchSharp makes new parameters then and disposes the old ones.
    /// </remarks>
    IReadOnlyList<ModelParameter> ListParameters();
}
