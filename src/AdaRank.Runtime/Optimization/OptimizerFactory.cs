using AdaRank.Banks;
using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Models;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Builds optimizers as the application configured them.</summary>
public sealed class OptimizerFactory
{
    private readonly IServiceProvider _services;
    private readonly OptimizerSettings _settings;
    private readonly PluginRegistry _registry;

    internal OptimizerFactory(IServiceProvider services, OptimizerSettings settings, PluginRegistry registry) =>
        (_services, _settings, _registry) = (services, settings, registry);

    /// <summary>Builds an optimizer for a model.</summary>
    /// <param name="model">The model, already on its device and in its dtype: fp32 or fp64, on the CPU.</param>
    /// <returns>An optimizer that holds no state yet; the caller disposes it before the model.</returns>
    /// <exception cref="InvalidSettingException">
    /// A plugin key is unknown, an option is out of range, a configured group has no parameter, the profile is a
    /// low-rank one but the model has no low-rank parameter, or a parameter has a shape, dtype or device that cannot be
    /// trained. Nothing was allocated then.
    /// </exception>
    public AdaRankOptimizer Create(IModel model)
    {
        var parameters = model.ListParameters().Where(parameter => parameter.Treatment is not ParameterTreatment.Frozen).ToList();
        foreach (var parameter in parameters)
        {
            CheckTrainable(parameter);
        }

        var lowRank = parameters.Where(parameter => parameter.Treatment is ParameterTreatment.LowRank).ToList();
        CheckGroupNames(lowRank);
        var builders = lowRank
            .Select(parameter => parameter.Group!)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(name => name, _settings.Configure, StringComparer.Ordinal);
        var projected = lowRank.Where(parameter => !builders[parameter.Group!].IsFullRank).ToList();
        if (lowRank.Count == 0 && !_settings.Configure(string.Empty).IsFullRank)
        {
            throw new InvalidSettingException(
                "optimizer profile",
                _settings.ProfileName,
                "mark matrices of the model with [LowRank(\"group\")], or use the profile 'adamw': no parameter is low-rank");
        }

        var groups = builders
            .Where(builder => !builder.Value.IsFullRank)
            .ToDictionary(
                builder => builder.Key, builder => builder.Value.Build(builder.Key, _services, _registry), StringComparer.Ordinal);
        var banks = projected
            .GroupBy(parameter => (parameter.Group, Shape: ShapeOf(parameter)))
            .Select(bank => new Bank(
                groups[bank.Key.Group!],
                bank.Key.Shape,
                [.. bank.Select(parameter => new MatrixState(parameter.Name, parameter.Value))]))
            .ToList();
        var dense = new DenseSet(
            _settings.FullRankStep.Resolve(_services, _registry),
            [.. parameters.Except(projected).Select(parameter => new DenseState(parameter.Name, parameter.Value))]);
        return new AdaRankOptimizer(_settings.ProfileName, model, banks, dense, _settings.LearningRate, _settings.WeightDecay);
    }

    private static BankShape ShapeOf(ModelParameter parameter) =>
        new(parameter.Value.shape[0], parameter.Value.shape[1], parameter.Value.dtype);

    private static void CheckTrainable(ModelParameter parameter)
    {
        var weight = parameter.Value;
        if (weight.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new InvalidSettingException(
                $"dtype of '{parameter.Name}'", weight.dtype, "convert the model to float32 or float64 before the optimizer is made");
        }

        if (weight.device_type is not TorchSharp.DeviceType.CPU)
        {
            throw new InvalidSettingException(
                $"device of '{parameter.Name}'", weight.device_type, "keep the model on the CPU: other devices are not supported yet");
        }

        if (parameter.Treatment is ParameterTreatment.LowRank && (weight.dim() != 2 || weight.numel() == 0))
        {
            throw new InvalidSettingException(
                $"shape of '{parameter.Name}'",
                $"[{string.Join(", ", weight.shape)}]",
                "train it at full rank: only matrices can be projected");
        }

        if (parameter.Treatment is ParameterTreatment.LowRank && string.IsNullOrEmpty(parameter.Group))
        {
            throw new InvalidSettingException($"group of '{parameter.Name}'", parameter.Group, "name the low-rank group it belongs to");
        }
    }

    private void CheckGroupNames(IReadOnlyList<ModelParameter> lowRank)
    {
        var present = lowRank.Select(parameter => parameter.Group!).ToHashSet(StringComparer.Ordinal);
        foreach (var name in _settings.Groups.Keys.Where(name => !present.Contains(name)))
        {
            throw new InvalidSettingException(
                "group", name, $"configure one that the model has: {string.Join(", ", present.Order(StringComparer.Ordinal))}");
        }
    }
}
