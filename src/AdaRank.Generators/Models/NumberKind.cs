using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>What a name has to stand for.</summary>
internal enum NumberKind
{
    /// <summary>An integer that fits an int: a dimension.</summary>
    Integer,

    /// <summary>Any number that fits a double.</summary>
    Real,

    /// <summary>True or false.</summary>
    Flag,
}

/// <summary>Which types are of which kind.</summary>
internal static class NumberKinds
{
    public static bool Fits(this NumberKind kind, ITypeSymbol type) => kind switch
    {
        NumberKind.Flag => type.SpecialType == SpecialType.System_Boolean,
        NumberKind.Real => IsInteger(type) || type.SpecialType is SpecialType.System_Int64 or SpecialType.System_UInt32
            or SpecialType.System_UInt64 or SpecialType.System_Single or SpecialType.System_Double,
        _ => IsInteger(type),
    };

    public static string Describe(this NumberKind kind) => kind switch
    {
        NumberKind.Flag => "flag",
        NumberKind.Real => "number",
        _ => "integer",
    };

    private static bool IsInteger(ITypeSymbol type) => type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int16
        or SpecialType.System_UInt16 or SpecialType.System_Byte or SpecialType.System_SByte;
}
