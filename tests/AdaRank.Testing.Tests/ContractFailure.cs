using Xunit.Sdk;

namespace AdaRank.Testing.Tests;

/// <summary>Runs one test of a contract on a plugin that breaks it.</summary>
internal static class ContractFailure
{
    /// <summary>Checks that the test fails by an assertion, which says what is wrong.</summary>
    public static void Assert(Action test, string message)
    {
        var failure = Xunit.Assert.ThrowsAny<XunitException>(test);

        Xunit.Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }
}
