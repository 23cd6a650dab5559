using System.Globalization;

namespace AdaRank.Plugins;

/// <summary>Version of a slot's contract.</summary>
/// <param name="Major">Raised by a breaking change.</param>
/// <param name="Minor">Raised by an addition.</param>
public readonly record struct ContractVersion(int Major, int Minor)
{
    /// <summary>Whether a plugin built for this version works where the contract has version <paramref name="host"/>.</summary>
    /// <param name="host">The version of the contract in the running program.</param>
    public bool RunsOn(ContractVersion host) => Major == host.Major && Minor <= host.Minor;

    /// <summary>Reads <c>1.0</c>.</summary>
    /// <param name="text">Two numbers with a dot between.</param>
    /// <exception cref="InvalidSettingException">It is no such text.</exception>
    public static ContractVersion Parse(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new ContractVersion(major, minor)
            : throw new InvalidSettingException("contract version", text, "write two numbers, for example 1.0");
    }

    /// <summary><c>1.0</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
