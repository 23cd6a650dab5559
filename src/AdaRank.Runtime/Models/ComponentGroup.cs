using static TorchSharp.torch;

namespace AdaRank.Models;

/// <summary>A module without code: one step of a dotted checkpoint name.</summary>
/// <remarks>
/// A component called <c>self_attn.q_proj</c> is registered as <c>q_proj</c> in a group <c>self_attn</c>, since TorchSharp
/// takes no dots in names. Made by generated code.
/// </remarks>
/// <param name="name">The step, without dots.</param>
public sealed class ComponentGroup(string name) : nn.Module(name)
{
    /// <summary>Registers a module under a dotted name, in groups that are made as they are needed.</summary>
    /// <param name="owner">Where the name starts.</param>
    /// <param name="path">Name, perhaps with dots.</param>
    /// <param name="module">The module to register.</param>
    internal static void Register(nn.Module owner, string path, nn.Module module)
    {
        var steps = path.Split('.');
        foreach (var step in steps.AsSpan(0, steps.Length - 1))
        {
            var group = owner.named_children().FirstOrDefault(child => child.name == step).module;
            if (group is null)
            {
                group = new ComponentGroup(step);
                owner.register_module(step, group);
            }

            owner = group;
        }

        owner.register_module(steps[^1], module);
    }

    /// <summary>Does nothing: generated code registers the members.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        Moving.Module(_internal_submodules, _internal_params, _internal_buffers, dtype, device, non_blocking);
        ModelRegistration.Record(device, ref _deviceType, ref _deviceIndex);
    }
}
