using System.Text;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR021: keys of plugins.</summary>
internal static class KeyRules
{
    /// <summary>Whether a text is made of lower-case words and digits with single hyphens between.</summary>
    public static bool IsKebabCase(string key) => key.Split('-').All(
        static part => part.Length > 0 && part.All(static letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9')));

    /// <summary>The key that somebody probably meant; null if nothing is left of the text.</summary>
    public static string? ToKebabCase(string text)
    {
        var key = new StringBuilder();
        var previous = '-';
        foreach (var letter in text)
        {
            var lower = char.ToLowerInvariant(letter);
            if (lower is not ((>= 'a' and <= 'z') or (>= '0' and <= '9')))
            {
                previous = '-';
                continue;
            }

            var startsWord = previous == '-' || (letter != lower && previous is (>= 'a' and <= 'z') or (>= '0' and <= '9'));
            if (startsWord && key.Length > 0)
            {
                key.Append('-');
            }

            key.Append(lower);
            previous = letter;
        }

        return key.Length == 0 ? null : key.ToString();
    }
}
