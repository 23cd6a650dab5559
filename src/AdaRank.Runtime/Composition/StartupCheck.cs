using Microsoft.Extensions.Options;

namespace AdaRank.Composition;

/// <summary>Lets a host check AdaRank when it starts, before anything is trained.</summary>
/// <remarks>Options that are validated at start are what a host looks at; these have no values of their own.</remarks>
internal sealed class StartupCheck
{
    /// <summary>Builds the composition, so that its problems come to light.</summary>
    internal sealed class Validation(CompositionRoot root) : IValidateOptions<StartupCheck>
    {
        public ValidateOptionsResult Validate(string? name, StartupCheck options)
        {
            _ = root.Built;
            return ValidateOptionsResult.Success;
        }
    }
}
