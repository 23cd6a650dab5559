using AdaRank.Composition;

namespace AdaRank.Tests.Composition;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("lm_head.weight", "lm_head.weight", true)]
    [InlineData("lm_head.weight", "model.lm_head.weight", false)]
    [InlineData("*.lm_head.weight", "model.lm_head.weight", true)]
    [InlineData("*.lm_head.weight", "lm_head.weight", true)] // a leading *. may match nothing
    [InlineData("*.head.weight", "lm_head.weight", false)] // but it still ends at a dot
    [InlineData("*", "anything.at.all", true)]
    [InlineData("*", "", true)]
    [InlineData("layers.*.weight", "layers.0.mlp.up.weight", true)] // * crosses dots
    [InlineData("layers.?.up", "layers.7.up", true)]
    [InlineData("layers.?.up", "layers.17.up", false)]
    [InlineData("layers.?.up", "layers..up", false)]
    [InlineData("*.weight", "a.weight.bias", false)]
    [InlineData("a*b*c", "aXbYbZc", true)] // takes a run back
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("**", "x", true)]
    [InlineData("Layer", "layer", false)] // case counts
    [InlineData("", "x", false)]
    [InlineData("a.b", "aXb", false)] // a dot is a dot
    public void Matches_TableOfCases_IsAsStated(string pattern, string name, bool expected) =>
        Assert.Equal(expected, new NamePattern(pattern).Matches(name));

    [Theory]
    [InlineData("*.weight", 7)]
    [InlineData("a?c", 2)]
    [InlineData("**", 0)]
    [InlineData("lm_head.weight", 14)]
    public void Literals_TableOfCases_CountsLettersThatStandForThemselves(string pattern, int expected) =>
        Assert.Equal(expected, new NamePattern(pattern).Literals);

    /// <summary>Random patterns against a matcher that tries everything.</summary>
    [Fact]
    public void Matches_RandomPatternsAndNames_AgreesWithAPlainDefinition()
    {
        var random = new Random(11);
        var matched = 0;
        for (var trial = 0; trial < 20_000; trial++)
        {
            var pattern = Word(random, "ab.*?", 6);
            var name = Word(random, "ab.", 8);
            var expected = Plain(pattern, name) || (pattern.StartsWith("*.", StringComparison.Ordinal) && Plain(pattern[2..], name));

            Assert.True(expected == new NamePattern(pattern).Matches(name), $"'{pattern}' and '{name}'");
            matched += expected ? 1 : 0;
        }

        Assert.True(matched > 500, $"only {matched} of the pairs match, so little was tested");
    }

    [Theory]
    [InlineData("*.lm_hed.weight", "model.lm_head.weight", 1)]
    [InlineData("*.lm_head.weight", "lm_head.weight", 0)]
    [InlineData("layers.*.gate", "layers.3.mlp.gats", 1)]
    public void Distance_TableOfCases_CountsLettersToChange(string pattern, string name, int expected) =>
        Assert.Equal(expected, new NamePattern(pattern).Distance(name));

    private static string Word(Random random, string letters, int longest) =>
        string.Concat(Enumerable.Range(0, random.Next(longest + 1)).Select(_ => letters[random.Next(letters.Length)]));

    private static bool Plain(string pattern, string name) => pattern switch
    {
        "" => name.Length == 0,
        ['*', ..] => Enumerable.Range(0, name.Length + 1).Any(taken => Plain(pattern[1..], name[taken..])),
        ['?', ..] => name.Length > 0 && Plain(pattern[1..], name[1..]),
        _ => name.Length > 0 && name[0] == pattern[0] && Plain(pattern[1..], name[1..]),
    };
}
