using CsCheck;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>Tries a property on many cases: always the same ones, or new ones if somebody asks for them.</summary>
/// <remarks>
/// The cases of an ordinary run are fixed, so that a build never fails by chance. With any of CsCheck's own environment
/// variables the cases are random, as many as it says, and a failing one is made smaller: <c>CsCheck_Iter=1000</c> or
/// <c>CsCheck_Time=60</c> (seconds) for each property, <c>CsCheck_Seed=...</c> to see a failure again.
/// </remarks>
internal static class Property
{
    private const ulong Seed = 20_261_124;

    private static readonly bool IsRandom = Environment.GetEnvironmentVariables().Keys
        .Cast<string>()
        .Any(static name => name.StartsWith("CsCheck_", StringComparison.Ordinal));

    /// <summary>Fails with the first case that a check throws for.</summary>
    /// <param name="cases">Makes cases; their text is what a failure shows.</param>
    /// <param name="count">How many of the fixed ones.</param>
    /// <param name="check">Throws if the property does not hold. Runs in a dispose scope of its own.</param>
    public static void Holds<T>(Gen<T> cases, int count, Action<T> check)
    {
        if (IsRandom)
        {
            cases.Sample(sample => CheckInScope(sample, check), threads: 1, print: static sample => $"{sample}");
            return;
        }

        for (var index = 1; index <= count; index++)
        {
            var sample = cases.Generate(new PCG((uint)index, Seed), null, out _);
            try
            {
                CheckInScope(sample, check);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Case {index} of {count}, {sample}: {failure.Message}", failure);
            }
        }
    }

    private static void CheckInScope<T>(T sample, Action<T> check)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        check(sample);
    }
}
