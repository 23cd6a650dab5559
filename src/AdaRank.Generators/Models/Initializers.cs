using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>How free weights and buffers are initialised; the numbers are those of <c>AdaRank.Annotations.Initial</c>.</summary>
internal static class Initializers
{
    public const int Normal = 0;
    public const int Zeros = 1;

    private const string Type = "global::AdaRank.Layers.Initializer";

    /// <summary>The initializer that an attribute asks for, as a C# expression.</summary>
    public static string Read(AttributeData attribute, int otherwise) =>
        (Annotations.NamedValue<int>(attribute, "Initializer") ?? otherwise) switch
        {
            Zeros => $"{Type}.Zeros",
            2 => $"{Type}.Ones",
            3 => $"{Type}.Constant({Number(attribute, "Value", 0)})",
            4 => $"{Type}.Uniform({Number(attribute, "Bound", 0.02)})",
            5 => $"{Type}.XavierUniform",
            6 => $"{Type}.KaimingUniform",
            7 => $"{Type}.Orthogonal",
            _ => $"{Type}.Normal({Number(attribute, "Deviation", 0.02)})",
        };

    private static string Number(AttributeData attribute, string name, double otherwise) =>
        Literal.Of(Annotations.NamedValue<double>(attribute, name) ?? otherwise);
}
