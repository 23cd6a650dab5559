using TorchSharp.Modules;

namespace AdaRank.Optimization;

/// <summary>A parameter that the engine trains, in a subspace or at full rank.</summary>
internal interface ITrainedParameter
{
    /// <summary>Checkpoint name.</summary>
    string Name { get; }

    /// <summary>The weight; replaced when the module was moved.</summary>
    Parameter Weight { get; }
}
