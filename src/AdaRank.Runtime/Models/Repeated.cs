using System.Collections;
using System.Globalization;
using TorchSharp;

namespace AdaRank.Models;

/// <summary>A row of models of one class, called <c>0</c>, <c>1</c>, ... in checkpoints.</summary>
/// <typeparam name="TModel">Class of the models.</typeparam>
public sealed class Repeated<TModel> : torch.nn.Module, IReadOnlyList<TModel>
    where TModel : torch.nn.Module
{
    private readonly TModel[] _models;

    /// <summary>Makes and registers the models.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <param name="create">Makes the one at an index.</param>
    /// <exception cref="InvalidSettingException"><paramref name="count"/> is negative.</exception>
    public Repeated(int count, Func<int, TModel> create)
        : base(nameof(Repeated<>))
    {
        _models = new TModel[Setting.AtLeast(0, count, "number of layers")];
        for (var index = 0; index < count; index++)
        {
            _models[index] = create(index);
            register_module(index.ToString(CultureInfo.InvariantCulture), _models[index]);
        }
    }

    /// <summary>Number of models.</summary>
    public int Count => _models.Length;

    /// <summary>The model at an index.</summary>
    /// <param name="index">Counted from 0.</param>
    public TModel this[int index] => _models[index];

    /// <inheritdoc/>
    public IEnumerator<TModel> GetEnumerator() => ((IEnumerable<TModel>)_models).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Does nothing: the constructor has registered the models.</summary>
    protected override void RegisterComponents()
    {
    }
}
