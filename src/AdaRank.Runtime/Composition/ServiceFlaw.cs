namespace AdaRank.Composition;

/// <summary>A service that something which lives as long as the container cannot have.</summary>
/// <param name="Chain">Who needs whom, the service last.</param>
/// <param name="IsScoped">Whether it is there, but scoped; otherwise it is not registered.</param>
internal sealed record ServiceFlaw(IReadOnlyList<string> Chain, bool IsScoped)
{
    /// <summary>The flaw as seen by something that needs the first of the chain.</summary>
    public ServiceFlaw Under(string user) => this with { Chain = [user, .. Chain] };

    public InvalidSettingException ToProblem(Exception? cause = null)
    {
        var chain = string.Join(" -> ", Chain);
        return IsScoped
            ? new InvalidSettingException(
                "captive dependency",
                new Words($"{chain} (scoped)"),
                "register it as a singleton, or take IServiceScopeFactory: a plugin lives as long as the container",
                cause)
            : new InvalidSettingException(
                "missing service", new Words($"{chain} (not registered)"), "register it, or choose another plugin", cause);
    }
}
