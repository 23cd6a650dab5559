using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>Reads what the attribute of a layer says: the arguments of its constructor and its parameters.</summary>
/// <param name="reader">Reads numbers.</param>
/// <param name="policy">How components are called in checkpoints.</param>
internal sealed class LayerReader(AttributeReader reader, int policy)
{
    private readonly List<string> _arguments = [];
    private readonly List<WeightSpec> _weights = [];
    private readonly List<string> _misfits = [];

    public LayerSpec Read(ComponentContext context, TieSpec? tie)
    {
        var attribute = context.Attribute;
        var dimensions = context.Kind == "Dropout" ? [] : ReadDimensions(attribute);
        _arguments.AddRange(dimensions.Select(dimension => dimension.Expression));
        var summary = context.Kind switch
        {
            "Linear" => ReadLinear(context, dimensions, tie),
            "Embedding" => ReadEmbedding(context, dimensions),
            "RmsNorm" => ReadRmsNorm(context, dimensions),
            "LayerNorm" => ReadLayerNorm(context, dimensions),
            "Conv1d" or "Conv2d" => ReadConvolution(context, dimensions),
            "Dropout" => ReadDropout(attribute),
            "Attention" => ReadAttention(context, dimensions),
            _ => ReadRotary(attribute, dimensions),
        };
        return new LayerSpec(
            context.Spec,
            context.CheckpointName,
            context.Condition,
            _weights.ToEquatableArray(),
            context.Kind,
            _arguments.ToEquatableArray(),
            summary,
            dimensions.ToEquatableArray(),
            tie,
            _misfits.ToEquatableArray());
    }

    /// <summary>The positional arguments. A square kernel is stated once and meant twice.</summary>
    private List<DimensionSpec> ReadDimensions(AttributeData attribute)
    {
        List<DimensionSpec> dimensions = [];
        for (var index = 0; index < attribute.ConstructorArguments.Length; index++)
        {
            dimensions.Add(reader.Dimension(attribute, index));
        }

        if (attribute.AttributeClass!.Name == "Conv2dAttribute" && dimensions.Count == 3)
        {
            dimensions.Add(dimensions[2]);
        }

        return dimensions;
    }

    private string ReadLinear(ComponentContext context, List<DimensionSpec> dimensions, TieSpec? tie)
    {
        var (inputs, outputs) = (dimensions[0], dimensions[1]);
        if (tie is null or { Condition: not null })
        {
            AddMatrix(context, "Weight", "weight", tie?.Condition, outputs, inputs);
        }

        AddBias(context, outputs, isDefault: false);
        AddReal(context.Attribute, "deviation", "InitialDeviation");
        if (tie is not null)
        {
            _arguments.Add($"borrowsWeight: {tie.Condition?.Expression ?? "true"}");
        }

        return $"Linear layer from {inputs.Label} to {outputs.Label}";
    }

    private string ReadEmbedding(ComponentContext context, List<DimensionSpec> dimensions)
    {
        AddMatrix(context, "Weight", "weight", null, dimensions[0], dimensions[1]);
        AddReal(context.Attribute, "deviation", "InitialDeviation");
        return $"Embedding of {dimensions[0].Label} vectors, {dimensions[1].Label} wide";
    }

    private string ReadRmsNorm(ComponentContext context, List<DimensionSpec> dimensions)
    {
        AddVector(context, "Weight", "weight", dimensions[0], Presence.Sure, null);
        AddReal(context.Attribute, "epsilon", "Epsilon");
        return $"Root-mean-square norm over {dimensions[0].Label}";
    }

    private string ReadLayerNorm(ComponentContext context, List<DimensionSpec> dimensions)
    {
        AddVector(context, "Weight", "weight", dimensions[0], Presence.Sure, null);
        AddBias(context, dimensions[0], isDefault: true);
        AddReal(context.Attribute, "epsilon", "Epsilon");
        return $"Layer norm over {dimensions[0].Label}";
    }

    private string ReadConvolution(ComponentContext context, List<DimensionSpec> dimensions)
    {
        var (attribute, inputs, outputs) = (context.Attribute, dimensions[0], dimensions[1]);
        AddInteger(attribute, "stride", "Stride", least: 1);
        AddInteger(attribute, "padding", "Padding", least: 0);
        AddInteger(attribute, "dilation", "Dilation", least: 1);
        var groups = AddInteger(attribute, "groups", "Groups", least: 1);
        if (groups is not null)
        {
            CheckDivides(inputs, groups, $"takes {inputs.Label} channels, which its {groups.Label} groups do not divide");
            CheckDivides(outputs, groups, $"gives {outputs.Label} channels, which its {groups.Label} groups do not divide");
        }

        var perGroup = groups is null or { Value: 1 } ? inputs : Divide(inputs, groups);
        AddMatrix(context, "Weight", "weight", null, [outputs, perGroup, .. dimensions.Skip(2)]);
        AddBias(context, outputs, isDefault: true);
        AddReal(attribute, "deviation", "InitialDeviation");
        var kernel = string.Join(" by ", dimensions.Skip(2).Select(dimension => dimension.Label));
        return $"Convolution of {inputs.Label} to {outputs.Label} channels, kernel {kernel}";
    }

    private string ReadDropout(AttributeData attribute)
    {
        _arguments.Add(reader.Number(attribute, 0));
        return Annotations.Positional(attribute, 0) is double probability
            ? $"Dropout of {Literal.Plain(probability)}"
            : $"Dropout of {Annotations.Positional(attribute, 0) as string}";
    }

    private string ReadRotary(AttributeData attribute, List<DimensionSpec> dimensions)
    {
        if (dimensions[0].Value is { } headWidth && headWidth % 2 != 0)
        {
            _misfits.Add($"turns pairs of elements, but heads of {dimensions[0].Label} have an odd width");
        }

        AddReal(attribute, "rotaryBase", "Base");
        return $"Rotary cache for heads of {dimensions[0].Label} and {dimensions[1].Label} positions";
    }

    private string ReadAttention(ComponentContext context, List<DimensionSpec> dimensions)
    {
        var (attribute, width, heads) = (context.Attribute, dimensions[0], dimensions[1]);
        var keyHeads = Stated(attribute, "KeyHeads") ?? heads;
        var headWidth = Stated(attribute, "HeadWidth");
        CheckDivides(heads, keyHeads, $"has {heads.Label} heads, which its {keyHeads.Label} key heads do not divide");
        if (headWidth is null)
        {
            CheckDivides(width, heads, $"has a width of {width.Label}, which its {heads.Label} heads do not divide: state the head width");
        }

        _arguments.Add($"keyHeads: {keyHeads.Expression}");
        _arguments.Add($"headWidth: {headWidth?.Expression ?? $"global::AdaRank.Layers.HeadWidth.Of({width.Expression}, {heads.Expression})"}");

        // Without a width of their own, all heads together are as wide as the model.
        var queries = headWidth is null ? width : Multiply(heads, headWidth);
        var keys = keyHeads.Label == heads.Label ? queries : Multiply(keyHeads, headWidth ?? Divide(width, heads));
        var (names, query, key, value, output) = CheckpointNaming.Attention(policy);
        var bias = reader.Flag(attribute, "Bias");
        AddProjection(context, "Query", query, queries, width, bias);
        AddProjection(context, "Key", key, keys, width, bias);
        AddProjection(context, "Value", value, keys, width, bias);
        AddProjection(context, "Output", output, width, queries, bias);

        AddFlag("bias", bias, isDefault: false);
        if (Annotations.NamedValue<bool>(attribute, "Causal") == true)
        {
            _arguments.Add("isCausal: true");
        }

        AddReal(attribute, "dropout", "Dropout");
        AddReal(attribute, "deviation", "InitialDeviation");
        if (names is not null)
        {
            _arguments.Add($"names: global::AdaRank.Layers.AttentionNames.{names}");
        }

        return $"Attention of {heads.Label} heads over {width.Label}";
    }

    private void CheckDivides(DimensionSpec whole, DimensionSpec parts, string complaint)
    {
        if (whole.Value is { } wholeValue && parts.Value is > 0 and { } partsValue && wholeValue % partsValue != 0)
        {
            _misfits.Add(complaint);
        }
    }

    private void AddProjection(
        ComponentContext context, string member, string name, DimensionSpec outputs, DimensionSpec inputs, FlagValue? bias)
    {
        AddMatrix(context, $"{member}.Weight", $"{name}.weight", null, outputs, inputs);
        AddBiasWeight(context, $"{member}.Bias", $"{name}.bias", outputs, bias, isDefault: false);
    }

    private void AddMatrix(
        ComponentContext context, string member, string name, ConditionSpec? borrows, params DimensionSpec[] shape)
    {
        var presence = borrows is null ? Presence.Sure : Presence.UnlessBorrowed;
        var condition = borrows is null ? null : $"!{borrows.Label}";
        var dimensions = shape.ToEquatableArray();
        _weights.Add(new WeightSpec(member, name, dimensions, context.Training.ForMatrix(dimensions), presence, condition));
    }

    private void AddVector(
        ComponentContext context, string member, string name, DimensionSpec length, Presence presence, string? condition) =>
        _weights.Add(new WeightSpec(member, name, new([length]), context.Training.ForVector(), presence, condition));

    private void AddBias(ComponentContext context, DimensionSpec length, bool isDefault)
    {
        var bias = reader.Flag(context.Attribute, "Bias");
        AddBiasWeight(context, "Bias", "bias", length, bias, isDefault);
        AddFlag("bias", bias, isDefault);
    }

    private void AddBiasWeight(
        ComponentContext context, string member, string name, DimensionSpec length, FlagValue? bias, bool isDefault)
    {
        if (bias is { Label: { } label })
        {
            AddVector(context, member, name, length, Presence.IfNotNull, label);
        }
        else if (bias?.Value ?? isDefault)
        {
            AddVector(context, member, name, length, Presence.SureButNullable, null);
        }
    }

    private void AddFlag(string parameter, FlagValue? flag, bool isDefault)
    {
        if (flag is not null && flag.Value.Value != isDefault)
        {
            _arguments.Add($"{parameter}: {flag.Value.Expression}");
        }
    }

    private void AddReal(AttributeData attribute, string parameter, string name)
    {
        if (reader.Real(attribute, name) is { } value)
        {
            _arguments.Add($"{parameter}: {value}");
        }
    }

    private DimensionSpec? AddInteger(AttributeData attribute, string parameter, string name, int least)
    {
        var value = reader.Integer(attribute, name, least);
        if (value is not null)
        {
            _arguments.Add($"{parameter}: {value.Expression}");
        }

        return value;
    }

    /// <summary>An integer for which 0 stands where nothing is stated.</summary>
    private DimensionSpec? Stated(AttributeData attribute, string name) =>
        reader.Integer(attribute, name, least: 0) is { Value: not 0 } stated ? stated : null;

    private static DimensionSpec Divide(DimensionSpec whole, DimensionSpec parts) =>
        Join(whole, "/", parts, parts.Value is > 0 ? whole.Value / parts.Value : null);

    private static DimensionSpec Multiply(DimensionSpec left, DimensionSpec right) =>
        Join(left, "*", right, unchecked(left.Value * right.Value));

    /// <summary>What numbers make is a number; what has a name is called by it.</summary>
    private static DimensionSpec Join(DimensionSpec left, string sign, DimensionSpec right, int? value)
    {
        var areNumbers = value is not null && IsNumber(left) && IsNumber(right);
        return new DimensionSpec("", areNumbers ? Literal.Of(value!.Value) : $"{left.Label} {sign} {right.Label}", value);
    }

    private static bool IsNumber(DimensionSpec dimension) => dimension.Value is { } value && dimension.Label == Literal.Of(value);
}
