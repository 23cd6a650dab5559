using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AdaRank.Models;

/// <summary>Moves and converts what modules hold, by name and without reflection.</summary>
/// <remarks>
/// TorchSharp's own version looks for fields and properties that are called as a parameter is. A model's properties have no
/// setter, so a parameter <c>Scale</c> beside a property <c>Scale</c> would make it throw, and so would a property that a
/// derived model hides.
/// </remarks>
internal static class Moving
{
    /// <summary>Moves the children of a module, then its own parameters and buffers. What is right already stays as it is.</summary>
    /// <param name="children">The module's children.</param>
    /// <param name="parameters">The module's own parameters; moved ones are replaced and disposed.</param>
    /// <param name="buffers">The module's own buffers; likewise.</param>
    /// <param name="dtype">The dtype for everything that is floating; null to leave it.</param>
    /// <param name="device">The device; null to leave it.</param>
    /// <param name="nonBlocking">Whether the host may go on before copies are done.</param>
    internal static void Module(
        OrderedDict<string, nn.Module> children,
        OrderedDict<string, Parameter> parameters,
        OrderedDict<string, (Tensor Value, bool IsPersistent)> buffers,
        ScalarType? dtype,
        Device? device,
        bool nonBlocking)
    {
        foreach (var (_, child) in children)
        {
            Child(child, dtype, device, nonBlocking);
        }

        foreach (var name in parameters.Keys.ToList())
        {
            parameters[name] = Parameter(parameters[name], dtype, device, nonBlocking);
        }

        foreach (var name in buffers.Keys.ToList())
        {
            var (value, isPersistent) = buffers[name];
            buffers[name] = (Buffer(value, dtype, device, nonBlocking), isPersistent);
        }
    }

    /// <summary>Moves one buffer, unless it is right already.</summary>
    /// <returns>The buffer itself, or a copy, outside all dispose scopes, for which the buffer was disposed.</returns>
    internal static Tensor Buffer(Tensor buffer, ScalarType? dtype, Device? device, bool nonBlocking)
    {
        if (!Moves(buffer, dtype, device, out var target))
        {
            return buffer;
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var moved = buffer.to(target.Type, target.Device, copy: true, non_blocking: nonBlocking).DetachFromDisposeScope();
        buffer.Dispose();
        return moved;
    }

    private static Parameter Parameter(Parameter parameter, ScalarType? dtype, Device? device, bool nonBlocking)
    {
        if (!Moves(parameter, dtype, device, out var target))
        {
            return parameter;
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var moved = new Parameter(
            parameter.to(target.Type, target.Device, copy: true, non_blocking: nonBlocking), parameter.requires_grad);
        if (parameter.grad is { } gradient)
        {
            moved.grad = gradient.to(target.Type, target.Device, non_blocking: nonBlocking);
        }

        moved.DetachFromDisposeScope();
        parameter.Dispose();
        return moved;
    }

    private static void Child(nn.Module child, ScalarType? dtype, Device? device, bool nonBlocking)
    {
        if (device is null)
        {
            child.to(dtype!.Value, nonBlocking);
        }
        else if (dtype is null)
        {
            child.to(device.type, device.index, nonBlocking);
        }
        else
        {
            child.to(device, dtype.Value, nonBlocking);
        }
    }

    private static bool Moves(Tensor tensor, ScalarType? dtype, Device? device, out (ScalarType Type, Device Device) target)
    {
        var converts = tensor.is_floating_point() || tensor.is_complex();
        target = (converts && dtype is { } wanted ? wanted : tensor.dtype, device ?? tensor.device);
        return target.Type != tensor.dtype
            || target.Device.type != tensor.device_type
            || (target.Device.type != DeviceType.CPU && target.Device.index >= 0 && target.Device.index != tensor.device_index);
    }
}
