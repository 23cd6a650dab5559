using AdaRank.Catalogue;

namespace AdaRank.Models;

/// <summary>A model class whose parameters are known when it is compiled.</summary>
public interface ICataloguedModel : IModel
{
    /// <summary>The parameters of the class.</summary>
    static abstract ParameterCatalogue Catalogue { get; }
}
