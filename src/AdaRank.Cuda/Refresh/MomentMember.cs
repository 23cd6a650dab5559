namespace AdaRank.Cuda.Refresh;

/// <summary>One matrix whose moments follow its basis.</summary>
/// <param name="From">Its old state; the basis there is the old one.</param>
/// <param name="To">Its new state; the basis there is the new one. M and V there are written.</param>
/// <param name="NewBasis">
/// The new basis, [d, stride] in bf16 with zeros behind the rank: where <paramref name="To"/> has it, or elsewhere as long as that
/// still holds the old one.
/// </param>
/// <param name="Name">Keys the random bits: the hash of the checkpoint name.</param>
/// <param name="Status">The address on the device of the status in a report, or 0; where it is not finite, nothing is written.</param>
internal readonly record struct MomentMember(MomentPlace From, MomentPlace To, nint NewBasis, ulong Name, nint Status);
