using TorchSharp;

namespace AdaRank.Models;

/// <summary>What the bases of all arities share.</summary>
internal static class ModelRegistration
{
    /// <summary>The native module gets this name; the managed one knows its class only when its constructor runs.</summary>
    internal const string Unnamed = "Model";

    internal const string Reason =
        "The derived part is generated, and its initialisers have run before this constructor: nothing is half built.";

    /// <summary>Notes where a module is now: TorchSharp leaves out a move to where it believes the module to be.</summary>
    internal static void Record(torch.Device? device, ref DeviceType type, ref int index)
    {
        if (device is not null)
        {
            (type, index) = (device.type, device.index);
        }
    }
}
