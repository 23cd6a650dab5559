namespace AdaRank.Composition;

/// <summary>A service that something which lives as long as the container cannot have.</summary>
/// <param name="Chain">Who needs whom, the service last.</param>
/// <param name="IsScoped">Whether it is there, but scoped; otherwise it is not registered.</param>
internal sealed record ServiceFlaw(IReadOnlyList<string> Chain, bool IsScoped)
{
    /// <summary>The flaw as seen by something that needs the first of the chain.</summary>
    public ServiceFlaw Under(string user) => this with { Chain = [user, .. Chain] };

    /// <summary>The flaw as users hear of it.</summary>
    /// <param name="user">What needs the service.</param>
    /// <param name="cause">What was thrown for lack of it.</param>
    public InvalidSettingException ToProblem(ServiceUser user = ServiceUser.Plugin, Exception? cause = null)
    {
        var chain = string.Join(" -> ", Chain);
        return (IsScoped, user) switch
        {
            (true, ServiceUser.Model) => Captive("a model"),
            (true, _) => Captive("a plugin"),
            (false, ServiceUser.Model) => Missing("register it"),
            _ => Missing("register it, or choose another plugin"),
        };

        InvalidSettingException Captive(string what) => new(
            "captive dependency",
            new Words($"{chain} (scoped)"),
            $"register it as a singleton, or take IServiceScopeFactory: {what} lives as long as the container",
            cause);

        InvalidSettingException Missing(string remedy) => new("missing service", new Words($"{chain} (not registered)"), remedy, cause);
    }
}
