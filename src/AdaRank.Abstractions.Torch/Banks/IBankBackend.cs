namespace AdaRank.Banks;

/// <summary>Steps whole banks by kernels of its own, on the devices that it knows. The engine asks it for every bank of a model.</summary>
/// <remarks>
/// Registered as a service; the first that takes a bank gets it. What no backend takes is stepped by tensor operations, on any device. The engine
/// keeps what decides over a run: triggers, refreshes, ranks and counts of steps.
/// </remarks>
public interface IBankBackend
{
    /// <summary>Its name, for reports.</summary>
    string Name { get; }

    /// <summary>Bytes that it keeps for each element of a basis. State is kept as the step's schema says.</summary>
    /// <param name="bank">A bank that it takes.</param>
    int BasisElementBytes(BankDescription bank);

    /// <summary>Why it does not take a bank, as a clause without a capital or a full stop; null if it takes it.</summary>
    /// <param name="bank">What the matrices have in common.</param>
    /// <remarks>Does not throw: a device or library that cannot be had is a reason, too.</remarks>
    string? WhyNot(BankDescription bank);

    /// <summary>Makes room on the device for matrices of one rank, all of whose state is zero.</summary>
    /// <param name="bank">A bank that it takes.</param>
    /// <param name="rank">r, at least 1 and at most the bank's highest.</param>
    /// <param name="names">Checkpoint names of the matrices, which key their random bits.</param>
    /// <param name="seed">Keys random bits; another one each time, so that none are used twice.</param>
    /// <exception cref="Exception">The device has no memory left, or refuses.</exception>
    IDeviceBank Open(BankDescription bank, int rank, IReadOnlyList<string> names, ulong seed);
}
