using static TorchSharp.torch;

namespace AdaRank.Banks;

/// <summary>One matrix that is about to get a new basis.</summary>
/// <param name="Name">Checkpoint name of the parameter.</param>
/// <param name="RefreshCount">How many refreshes it has had.</param>
/// <param name="Basis">Q, the basis in use, [d, r]; null before the first refresh. Read only, owned by the bank.</param>
public sealed record BankMember(string Name, long RefreshCount, Tensor? Basis);
