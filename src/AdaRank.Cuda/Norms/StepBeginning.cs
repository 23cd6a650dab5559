using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Norms;

/// <summary>What a kernel needs to begin a step of full-rank tensors as soon as it knows which gradients are finite; nothing by default.</summary>
/// <param name="Steps">Executed steps of each, int64, on the device.</param>
/// <param name="Finite">Receives whether each takes part, int32.</param>
/// <param name="Numbers">Receives corrections of both moments, rate and decay of each, 4 fp32.</param>
/// <param name="Factors">Factors of rate and decay of each, 2 fp64.</param>
/// <param name="Settings">Decays of moments.</param>
/// <param name="LearningRate">lr.</param>
/// <param name="WeightDecay">wd.</param>
internal readonly record struct StepBeginning(
    nint Steps, nint Finite, nint Numbers, nint Factors, AdamSettings Settings, double LearningRate, double WeightDecay)
{
    /// <summary>How many arguments it is.</summary>
    public const int ArgumentCount = 8;

    /// <summary>Adds its arguments in the order of the kernels' parameters.</summary>
    /// <param name="arguments">Receives them.</param>
    public void AddTo(ref KernelArguments arguments)
    {
        arguments.Add(Steps);
        arguments.Add(Finite);
        arguments.Add(Numbers);
        arguments.Add(Factors);
        arguments.Add(Settings.Beta1);
        arguments.Add(Settings.Beta2);
        arguments.Add(LearningRate);
        arguments.Add(WeightDecay);
    }
}
