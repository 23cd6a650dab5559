using AdaRank.Optimization;
using Microsoft.Extensions.Logging;

namespace AdaRank.Logging;

/// <summary>Everything that the runtime logs, by numbers that are its own.</summary>
/// <remarks>In one class: the generator of these methods writes several classes in an order that differs between builds, and packages would differ with it.</remarks>
internal static partial class RuntimeLog
{
    /// <summary>Configuration was changed to something that cannot be used.</summary>
    [LoggerMessage(1, LogLevel.Warning, "Changed configuration is not used, training goes on as before. {Problem}")]
    public static partial void ConfigurationRefused(ILogger logger, string problem);

    /// <summary>Configuration was changed, and the next step follows.</summary>
    [LoggerMessage(2, LogLevel.Information, "Learning rate {LearningRate} and weight decay {WeightDecay} from the next step on.")]
    public static partial void ConfigurationChanged(ILogger logger, double learningRate, double weightDecay);

    /// <summary>How a bank is stepped, when an optimizer is made.</summary>
    [LoggerMessage(3, LogLevel.Information, "{Bank}")]
    public static partial void BankMade(ILogger logger, BankReport bank);
}
