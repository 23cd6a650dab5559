namespace AdaRank.Analyzers;

/// <summary>What goes wrong: <c>dotnet_analyzer_diagnostic.category-AdaRank.Lifetime.severity</c> sets all rules of a kind.</summary>
internal static class Categories
{
    /// <summary>Parameters that the module does not know of.</summary>
    public const string Registration = "AdaRank.Registration";

    /// <summary>Handles that a move to another device or dtype leaves stale, and values that cross to the host.</summary>
    public const string Devices = "AdaRank.Devices";

    /// <summary>Tensors that live too long or die too early.</summary>
    public const string Lifetime = "AdaRank.Lifetime";

    /// <summary>Graphs and gradients.</summary>
    public const string Autograd = "AdaRank.Autograd";
}
