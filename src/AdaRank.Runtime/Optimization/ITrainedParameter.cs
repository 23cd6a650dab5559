using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>A parameter that the engine trains, in a subspace or at full rank.</summary>
internal interface ITrainedParameter
{
    /// <summary>Checkpoint name.</summary>
    string Name { get; }

    /// <summary>The weight; replaced when the module was moved.</summary>
    Parameter Weight { get; }

    /// <summary>A gradient as the step of this parameter sees it: itself, or what the caller's scope owns.</summary>
    Tensor Read(Tensor gradient);

    /// <summary>Notes that a gradient was not finite.</summary>
    void Skip();
}
