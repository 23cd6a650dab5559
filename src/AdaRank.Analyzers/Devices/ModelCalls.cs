using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Devices;

/// <summary>Calls that replace, fill or list the parameters of a model.</summary>
internal static class ModelCalls
{
    private static readonly string[] Listings = ["parameters", "named_parameters"];

    /// <summary>The model that a call moves to another device or dtype, which replaces its parameters; null for other calls.</summary>
    public static ISymbol? MovedBy(IInvocationOperation call, TorchTypes types) =>
        IsMove(call, types) ? ModelOf(Place.Receiver(call), types) : null;

    /// <summary>The model into which a call loads weights; null for other calls.</summary>
    public static ISymbol? LoadedBy(IInvocationOperation call, TorchTypes types) =>
        types.IsModuleMethod(call.TargetMethod, "load") || types.IsModuleMethod(call.TargetMethod, "load_state_dict")
            ? ModelOf(call.Instance, types)
            : null;

    /// <summary>The model whose parameters a call lists; null for other calls.</summary>
    public static ISymbol? ListedBy(IInvocationOperation call, TorchTypes types) =>
        Listings.Contains(call.TargetMethod.Name) && types.IsModule(call.TargetMethod.ContainingType)
            ? ModelOf(call.Instance, types)
            : null;

    /// <summary>The variable or member that is a model, also behind <c>model.to(a).to(b)</c>.</summary>
    public static ISymbol? ModelOf(IOperation? operation, TorchTypes types)
    {
        while (Place.Unwrap(operation) is IInvocationOperation call && IsMove(call, types))
        {
            operation = Place.Receiver(call);
        }

        return Place.Of(operation) is { } place && types.IsModule(Place.Unwrap(operation)!.Type) ? place : null;
    }

    /// <summary>Whether the move may go to another device than the CPU; false for a change of dtype alone.</summary>
    public static bool LeavesCpu(IInvocationOperation move, TorchTypes types) => move.TargetMethod.Name switch
    {
        "cuda" => true,
        "to" or "_to" => move.Arguments.Any(argument =>
            argument.ArgumentKind is ArgumentKind.Explicit
            && argument.Parameter?.Name is "device" or "deviceType"
            && DeviceConstants.Of(argument.Value, types) is not "CPU"),
        _ => false,
    };

    private static bool IsMove(IInvocationOperation call, TorchTypes types) =>
        SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.ModuleExtensions)
        || types.IsModuleMethod(call.TargetMethod, "_to");
}
