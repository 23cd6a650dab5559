using AdaRank.State;

namespace AdaRank.Steps;

/// <summary>One state tensor of a parameter that is trained at full rank, as plain data.</summary>
/// <param name="Name">Name in checkpoints, unique among those of the parameter, for example <c>m</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Encoding">How it is stored between steps.</param>
/// <param name="IsSigned">Whether it may be negative; an 8-bit code has twice the resolution where it may not.</param>
public sealed record DenseSlot(string Name, IReadOnlyList<long> Shape, StateEncoding Encoding = StateEncoding.Full, bool IsSigned = true);
