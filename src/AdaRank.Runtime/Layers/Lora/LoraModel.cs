using AdaRank.Catalogue;
using AdaRank.Models;
using static TorchSharp.torch;

namespace AdaRank.Layers.Lora;

/// <summary>A model of which only low-rank adapters of its linear layers are trained: the baseline of fine-tuning.</summary>
/// <remarks>
/// Hu et al., LoRA (arXiv 2106.09685): y = x Wᵀ + (α / r) x Aᵀ Bᵀ with W frozen, A [r, inputs] uniform and B [outputs, r] zero at the
/// start, so that the model computes at first what it did. State of Adam per layer: 2 r (inputs + outputs) elements, and as many
/// more parameters. Unlike a low-rank optimizer it never changes W in more than r directions.
/// </remarks>
public sealed class LoraModel : IModel
{
    private readonly IModel _model;
    private readonly IReadOnlyList<(string Name, Linear Layer)> _adapted;
    private readonly HashSet<string> _trained;

    private LoraModel(IModel model, IReadOnlyList<(string Name, Linear Layer)> adapted, HashSet<string> trained) =>
        (_model, _adapted, _trained) = (model, adapted, trained);

    /// <summary>Names of the layers that have an adapter, in the order of the model.</summary>
    public IReadOnlyList<string> AdaptedLayers => [.. _adapted.Select(adapter => adapter.Name)];

    /// <summary>Gives linear layers of a model adapters.</summary>
    /// <typeparam name="TModel">The model: a module that lists its parameters.</typeparam>
    /// <param name="model">The model, in its dtype and on its device. It goes on being used as before, and owns the adapters.</param>
    /// <param name="options">Rank and scale.</param>
    /// <param name="adapts">Tells by its checkpoint name whether a layer gets an adapter; null for all linear layers.</param>
    /// <param name="trains">Tells by its checkpoint name which other parameter is trained, too, such as a new head's; null for none.</param>
    /// <returns>What to make an optimizer for.</returns>
    /// <exception cref="InvalidSettingException">An option is out of its range, no layer matches, or one has an adapter already.</exception>
    public static LoraModel Attach<TModel>(
        TModel model, LoraOptions options, Func<string, bool>? adapts = null, Func<string, bool>? trains = null)
        where TModel : nn.Module, IModel
    {
        options.Validate();
        List<(string Name, Linear Layer)> chosen =
        [
            .. model.named_modules()
                .Where(entry => entry.module is Linear && (adapts?.Invoke(entry.name) ?? true))
                .Select(entry => (entry.name, (Linear)entry.module)),
        ];
        if (chosen.Count == 0)
        {
            var known = string.Join(", ", model.named_modules().Where(entry => entry.module is Linear).Select(entry => entry.name).Take(4));
            throw new InvalidSettingException("layers to adapt", "none", $"choose linear layers of the model, for example {known}");
        }

        if (chosen.Find(entry => entry.Layer.HasAdapter) is { Name: { } twice })
        {
            throw new InvalidSettingException("layer to adapt", twice, "merge or detach its adapter first: it has one");
        }

        HashSet<string> trained = trains is null ? [] : [.. model.ListParameters().Select(parameter => parameter.Name).Where(trains)];
        chosen.ForEach(entry => entry.Layer.AttachAdapter(options.Rank, options.Alpha / options.Rank));
        return new LoraModel(model, chosen, trained);
    }

    /// <summary>The model's parameters, frozen but for those chosen at <see cref="Attach"/>, and the adapters', trained at full rank.</summary>
    public IReadOnlyList<ModelParameter> ListParameters()
    {
        var adapters = _adapted
            .Where(entry => entry.Layer.HasAdapter)
            .SelectMany(static entry => entry.Layer.AdapterParameters()
                .Select(parameter => new ModelParameter($"{entry.Name}.{parameter.Name}", parameter.Value, ParameterTreatment.FullRank)))
            .ToList();
        var names = adapters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _model.ListParameters()
                .Where(parameter => !names.Contains(parameter.Name))
                .Select(parameter => _trained.Contains(parameter.Name)
                    ? parameter
                    : parameter with { Treatment = ParameterTreatment.Frozen, Group = null }),
            .. adapters,
        ];
    }

    /// <summary>Adds every adapter to the weight beside it and removes it: the model computes the same and costs nothing more.</summary>
    /// <remarks>Dispose the optimizer first. A borrowed weight is its owner's, too, which then computes something else.</remarks>
    public void Merge()
    {
        foreach (var (_, layer) in _adapted)
        {
            layer.MergeAdapter();
        }
    }

    /// <summary>Removes every adapter: the model computes again what it did before they were attached.</summary>
    public void Detach()
    {
        foreach (var (_, layer) in _adapted)
        {
            layer.DetachAdapter();
        }
    }
}
