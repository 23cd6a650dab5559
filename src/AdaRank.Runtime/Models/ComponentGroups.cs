using TorchSharp;

namespace AdaRank.Models;

/// <summary>The groups of a module: one for each step of a dotted checkpoint name.</summary>
/// <remarks>Used by generated code. A derived model finds the groups that its base has made.</remarks>
public static class ComponentGroups
{
    /// <summary>Finds a child by its name, or makes a group of that name.</summary>
    /// <param name="owner">Where the child is registered.</param>
    /// <param name="name">One step of a checkpoint name, without dots.</param>
    /// <returns>The child, owned by <paramref name="owner"/>.</returns>
    public static torch.nn.Module Open(torch.nn.Module owner, string name)
    {
        ArgumentNullException.ThrowIfNull(owner);
        foreach (var (childName, child) in owner.named_children())
        {
            if (childName == name)
            {
                return child;
            }
        }

        var group = new ComponentGroup(name);
        owner.register_module(name, group);
        return group;
    }
}
