using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Devices;

/// <summary>Reads which kind of device an expression names, where that is written down.</summary>
internal static class DeviceConstants
{
    /// <summary>"CPU", "CUDA" and so on; null for a device that is known only at run time.</summary>
    public static string? Of(IOperation? operation, TorchTypes types)
    {
        switch (operation)
        {
            case IConversionOperation conversion:
                return Of(conversion.Operand, types);
            case IParenthesizedOperation parenthesized:
                return Of(parenthesized.Operand, types);
            case ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } }:
                return text.Split(':')[0].Trim().ToUpperInvariant();
            case IFieldReferenceOperation field when IsDeviceOwner(field.Field.ContainingType, types):
                return field.Field.Name;
            case IPropertyReferenceOperation property when IsDeviceOwner(property.Property.ContainingType, types) && types.IsDevice(property.Type):
                return property.Property.Name;
            case IInvocationOperation { TargetMethod.Name: "device", Arguments.Length: > 0 } call when types.IsTorchMethod(call.TargetMethod, "device"):
                return Of(call.Arguments[0].Value, types);
            case IObjectCreationOperation { Arguments.Length: > 0 } creation when types.IsDevice(creation.Type):
                return Of(creation.Arguments[0].Value, types);
            default:
                return null;
        }
    }

    private static bool IsDeviceOwner(INamedTypeSymbol type, TorchTypes types) =>
        SymbolEqualityComparer.Default.Equals(type, types.Torch) || SymbolEqualityComparer.Default.Equals(type, types.DeviceType);
}
