namespace AdaRank.Models;

/// <summary>A model class that is built from one argument, so that generic models can build it without reflection.</summary>
/// <remarks>
/// Implemented by generated code for every model whose constructor has one parameter. A model that is generic over its block
/// states <c>where TBlock : nn.Module&lt;Tensor, Tensor&gt;, IModelFactory&lt;TBlock, BlockOptions&gt;</c>.
/// </remarks>
/// <typeparam name="TSelf">The model class.</typeparam>
/// <typeparam name="TArgument">Type of the constructor's parameter: the model's options, as a rule.</typeparam>
public interface IModelFactory<TSelf, TArgument> : ICataloguedModel
    where TSelf : IModelFactory<TSelf, TArgument>
{
    /// <summary>Builds a model.</summary>
    /// <param name="argument">What the constructor gets.</param>
    /// <returns>A complete model, owned by the caller.</returns>
    static abstract TSelf Create(TArgument argument);
}
