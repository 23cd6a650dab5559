using AdaRank.Generators.Text;

namespace AdaRank.Generators.Plugins;

/// <summary>One option of a plugin.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Type">What kind of value it has.</param>
/// <param name="IsNullable">Whether null is a value of it.</param>
/// <param name="TypeName">The property's type as generated code writes it, with a question mark if it has one.</param>
/// <param name="ChoiceType">The enumeration without a question mark; empty for other types.</param>
/// <param name="IsFlags">Whether values of the enumeration may be combined.</param>
/// <param name="Choices">The names of the enumeration's values.</param>
/// <param name="DefaultCode">The default as generated code writes it; empty if it is that of the type.</param>
/// <param name="DefaultText">The default as configuration writes it.</param>
/// <param name="Range">The values allowed.</param>
/// <param name="Documentation">The property's documentation.</param>
internal sealed record TunableSpec(
    string Name,
    TunableType Type,
    bool IsNullable,
    string TypeName,
    string ChoiceType,
    bool IsFlags,
    EquatableArray<string> Choices,
    string DefaultCode,
    string DefaultText,
    TunableRange Range,
    DocumentationSpec Documentation)
{
    /// <summary>The name as code writes it.</summary>
    public string Identifier => Literal.Identifier(Name);

    /// <summary>The name of the kind in the contracts.</summary>
    public string Kind => Type switch
    {
        TunableType.Int32 or TunableType.Int64 => "WholeNumber",
        TunableType.Boolean => "Flag",
        TunableType.Choice => "Choice",
        TunableType.String => "Text",
        _ => "Number",
    };
}
