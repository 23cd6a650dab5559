using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Logging;
using AdaRank.Models;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Builds optimizers as the application configured them.</summary>
public sealed class OptimizerFactory
{
    private readonly CompositionRoot _root;

    internal OptimizerFactory(CompositionRoot root) => _root = root;

    /// <summary>Checks everything that was asked for and needs no model to be checked. A host does it when it starts.</summary>
    /// <exception cref="InvalidSettingException">
    /// A plugin key, an option, a name or a value in configuration cannot be used, a plugin lacks a service or would
    /// capture a scoped one, or plugins do not fit together. Several of these come in one
    /// <see cref="InvalidCompositionException"/>.
    /// </exception>
    public void Validate() => _ = _root.Built;

    /// <summary>Builds an optimizer for a model.</summary>
    /// <param name="model">The model, already on its device, the CPU or CUDA, and in its dtype: fp32, fp64 or bf16. Parameters may differ in both.</param>
    /// <returns>An optimizer that holds no state yet; the caller disposes it before the model.</returns>
    /// <remarks>
    /// Starts the plugins that it uses. Parameters that are frozen stop requiring gradients, and stay so; those that a
    /// pattern trains although an attribute freezes them require them from here on.
    /// </remarks>
    /// <exception cref="InvalidSettingException">
    /// What <see cref="Validate"/> throws; or a configured group has no parameter, a pattern matches none or contradicts
    /// another, the profile is a low-rank one but the model has no low-rank parameter, or a parameter has a shape, layout,
    /// dtype or device that cannot be trained. Several of these come in one <see cref="InvalidCompositionException"/>.
    /// Nothing was allocated or changed then.
    /// </exception>
    /// <exception cref="Exception">What a plugin threw when it was started; those started before were stopped again.</exception>
    public AdaRankOptimizer Create(IModel model)
    {
        var composition = _root.Built;
        var declared = model.ListParameters();
        var problems = new ProblemList();
        var planned = ParameterPlan.Make(declared, composition.Rules, problems);
        var trained = planned.Where(parameter => parameter.Treatment is not ParameterTreatment.Frozen).ToList();
        foreach (var parameter in trained)
        {
            CheckTrainable(parameter, problems);
        }

        var lowRank = trained.Where(parameter => parameter.Treatment is ParameterTreatment.LowRank).ToList();
        CheckGroups(composition, lowRank, problems);
        CheckWeights(composition, trained, problems);
        problems.ThrowIfAny();

        var banks = MakeBanks(composition, lowRank, _root.Seed);
        OfferToBackends(banks);
        var parts = new OptimizerParts(
            composition.Profile,
            banks,
            MakeDenseSets(composition, trained, _root.Seed),
            composition.Chains,
            [.. planned.Where(parameter => parameter.Treatment is ParameterTreatment.Frozen).Select(parameter => parameter.Name)],
            [.. declared.Select(parameter => parameter.Name)]);

        // Of groups that have a full-rank step of their own, too.
        var groups = lowRank.Select(parameter => parameter.Group!).Distinct(StringComparer.Ordinal);
        var started = _root.Lifetimes.Start(UsedPlugin.InOrder([.. composition.Shared, .. groups.SelectMany(name => composition.GroupFor(name).Used)]));
        SetRequiresGradient(declared, planned);
        return new AdaRankOptimizer(model, parts, _root.Scalars, started);
    }

    private void OfferToBackends(List<Bank> banks)
    {
        var backends = _root.Backends;
        foreach (var bank in banks)
        {
            bank.Offer(backends);
            if (backends.Count > 0)
            {
                RuntimeLog.BankMade(_root.Logger, bank.Report());
            }
        }
    }

    private static List<Bank> MakeBanks(BuiltComposition composition, IReadOnlyList<ModelParameter> lowRank, ulong seed)
    {
        var groups = lowRank
            .Select(parameter => parameter.Group!)
            .Distinct(StringComparer.Ordinal)
            .Where(name => composition.GroupFor(name).Plugins is not null)
            .ToDictionary(name => name, name => composition.GroupFor(name).Plugins! with { Name = name }, StringComparer.Ordinal);
        return
        [
            .. lowRank
                .Where(parameter => groups.ContainsKey(parameter.Group!))
                .Select(parameter => (Parameter: parameter, Layout: MatrixLayout.Of(parameter)))
                .GroupBy(matrix => (
                    matrix.Parameter.Group,
                    Shape: matrix.Layout.ToBankShape(TrainedWeight.StepDtypeOf(matrix.Parameter.Value.dtype)),
                    Stored: KindOf(matrix.Parameter.Value),
                    Multipliers: MultipliersOf(matrix.Parameter)))
                .Select(bank => new Bank(
                    groups[bank.Key.Group!],
                    bank.Key.Shape,
                    bank.Key.Multipliers,
                    seed,
                    [.. bank.Select(matrix => new MatrixState(matrix.Parameter.Name, Trained(composition, matrix.Parameter), matrix.Layout))])),
        ];
    }

    private static List<DenseSet> MakeDenseSets(BuiltComposition composition, IReadOnlyList<ModelParameter> trained, ulong seed) =>
    [
        .. trained
            .Where(parameter => parameter.Treatment is not ParameterTreatment.LowRank
                || composition.GroupFor(parameter.Group!).Plugins is null)
            .Select(parameter => (Parameter: parameter, Step: FullRankStepOf(composition, parameter)))
            .GroupBy(entry => (entry.Step, Stored: KindOf(entry.Parameter.Value)))
            .Select(set => new DenseSet(
                set.Key.Step,
                seed,
                [.. set.Select(entry => new DenseState(entry.Parameter.Name, Trained(composition, entry.Parameter), MultipliersOf(entry.Parameter), set.Key.Step))])),
    ];

    private static IFullRankStep FullRankStepOf(BuiltComposition composition, ModelParameter parameter) =>
        parameter.Treatment is ParameterTreatment.LowRank && composition.GroupFor(parameter.Group!).FullRankStep is { } own
            ? own
            : composition.FullRankStep;

    /// <summary>What parameters of one bank or set have in common besides: dtype and device.</summary>
    private static (ScalarType Dtype, string Device) KindOf(Tensor weight) => (weight.dtype, weight.device.ToString());

    private static TrainedWeight Trained(BuiltComposition composition, ModelParameter parameter) => new(
        parameter.Value,
        (string.IsNullOrEmpty(parameter.Group) ? null : composition.GroupFor(parameter.Group).Weights) ?? composition.Weights ?? default);

    private static Multipliers MultipliersOf(ModelParameter parameter) => new(parameter.LearningRate, parameter.Decay);

    /// <summary>A frozen parameter costs no gradient. Others are left as they are, unless a pattern thaws them.</summary>
    private static void SetRequiresGradient(IReadOnlyList<ModelParameter> declared, IReadOnlyList<ModelParameter> planned)
    {
        foreach (var (before, now) in declared.Zip(planned))
        {
            if (now.Treatment is ParameterTreatment.Frozen)
            {
                now.Value.requires_grad = false;
                now.Value.grad = null;
            }
            else if (before.Treatment is ParameterTreatment.Frozen)
            {
                now.Value.requires_grad = true;
            }
        }
    }

    private static void CheckTrainable(ModelParameter parameter, ProblemList problems)
    {
        var weight = parameter.Value;
        if (weight.dtype is not (ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16))
        {
            problems.Add(
                $"dtype of '{parameter.Name}'", weight.dtype, "convert the model to float32, float64 or bfloat16 before the optimizer is made");
        }

        if (weight.device_type is not (TorchSharp.DeviceType.CPU or TorchSharp.DeviceType.CUDA))
        {
            problems.Add(
                $"device of '{parameter.Name}'", weight.device_type, "move the model to the CPU or to a CUDA device before the optimizer is made");
        }

        CheckMultiplier("learning rate multiplier", parameter.LearningRate);
        CheckMultiplier("weight decay multiplier", parameter.Decay);
        if (parameter.Treatment is ParameterTreatment.LowRank)
        {
            CheckProjectable(parameter, problems);
        }

        void CheckMultiplier(string name, double factor)
        {
            if (!double.IsFinite(factor) || factor < 0)
            {
                problems.Add($"{name} of '{parameter.Name}'", factor, "use a finite number of at least 0");
            }
        }
    }

    private static void CheckProjectable(ModelParameter parameter, ProblemList problems)
    {
        var weight = parameter.Value;
        if (string.IsNullOrEmpty(parameter.Group))
        {
            problems.Add($"group of '{parameter.Name}'", parameter.Group, "name the low-rank group it belongs to");
        }

        if (weight.dim() < 2 || weight.numel() == 0)
        {
            problems.Add(
                $"shape of '{parameter.Name}'",
                $"[{string.Join(", ", weight.shape)}]",
                "train it at full rank: only matrices can be projected");
        }
        else if (parameter.RowAxes < 1 || parameter.RowAxes >= weight.dim())
        {
            problems.Add(
                $"row axes of '{parameter.Name}'",
                parameter.RowAxes,
                $"use 1 to {weight.dim() - 1}: the rows and the columns of its matrix share {weight.dim()} axes");
        }
        else if (!MatrixLayout.Of(parameter).CanView(weight))
        {
            problems.Add(
                $"strides of '{parameter.Name}'",
                $"[{string.Join(", ", weight.stride())}]",
                "make it contiguous before the optimizer is made, or train it at full rank: a step writes to it as to a matrix, without a copy");
        }
    }

    private static void CheckGroups(BuiltComposition composition, List<ModelParameter> lowRank, ProblemList problems)
    {
        var present = lowRank.Select(parameter => parameter.Group ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (var name in composition.Groups.Keys.Where(name => !present.Contains(name)))
        {
            var known = string.Join(", ", present.Order(StringComparer.Ordinal));
            problems.Add(
                composition.Origins[name] ?? "group",
                name,
                present.Count == 0 ? "leave it out: the model has no low-rank group" : $"configure one that the model has: {known}");
        }

        if (lowRank.Count == 0 && composition.Otherwise.Plugins is not null)
        {
            problems.Add(
                "optimizer profile",
                composition.Profile,
                "mark matrices of the model with [LowRank(\"group\")], or use the profile 'adamw': no parameter is low-rank");
        }
    }

    /// <summary>A precision that is asked for where no weight has a use for it is most likely a model in the wrong dtype.</summary>
    private static void CheckWeights(BuiltComposition composition, List<ModelParameter> trained, ProblemList problems)
    {
        var asked = composition.Groups.Values.Append(composition.Otherwise).Select(static group => group.Weights).Append(composition.Weights).FirstOrDefault(
            static precision => precision is not null);
        if (asked is { } precision && !trained.Exists(static parameter => parameter.Value.dtype is ScalarType.BFloat16))
        {
            problems.Add(
                "weight precision",
                precision,
                "convert the model to bfloat16, or leave it out: no trained weight is in bfloat16, and others are updated as they are");
        }
    }
}
