using TorchSharp;

namespace AdaRank.Models;

/// <summary>A module without code or parameters of its own: one step of a dotted checkpoint name.</summary>
/// <remarks>
/// A component called <c>self_attn.q_proj</c> is registered as <c>q_proj</c> in a group <c>self_attn</c>, since TorchSharp
/// takes no dots in names. Made by generated code.
/// </remarks>
/// <param name="name">The step, without dots.</param>
public sealed class ComponentGroup(string name) : torch.nn.Module(name)
{
    /// <summary>Does nothing: generated code registers the members.</summary>
    protected override void RegisterComponents()
    {
    }
}
