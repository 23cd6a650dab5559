namespace AdaRank.Catalogue;

/// <summary>One line of a parameter catalogue: known when the model is compiled.</summary>
/// <param name="Name">
/// Checkpoint name, for example <c>self_attn.q_proj.weight</c>. Repeated layers stand as one line with <c>*</c> for
/// the index: <c>model.layers.*.self_attn.q_proj.weight</c>.
/// </param>
/// <param name="Shape">Shape expression as the model states it, for example <c>[Width, KvWidth]</c>; rows first.</param>
/// <param name="Treatment">How the parameter is trained.</param>
/// <param name="Group">Name of its low-rank group; null for any other treatment.</param>
public sealed record ParameterEntry(string Name, string Shape, ParameterTreatment Treatment, string? Group = null);
