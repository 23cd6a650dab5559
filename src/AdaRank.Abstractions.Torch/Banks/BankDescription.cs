using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Banks;

/// <summary>A bank as a backend sees it, before it has ranks or state.</summary>
/// <param name="Group">The low-rank group.</param>
/// <param name="Shape">Rows, columns, and the element type that a step sees.</param>
/// <param name="WeightDtype">Element type of weights and gradients as they are stored.</param>
/// <param name="Device">Where weights and gradients are.</param>
/// <param name="Step">The step of the group, with its options.</param>
/// <param name="HighestRank">The largest rank that a matrix can get.</param>
public sealed record BankDescription(string Group, BankShape Shape, ScalarType WeightDtype, Device Device, ILowRankStep Step, int HighestRank);
