using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Edits;

/// <summary>What is remembered of models must never outlive what it was read from: an edit gives what a fresh run gives.</summary>
public sealed class SoundnessTests
{
    public static TheoryData<string> Cases => [.. SoundnessCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rerun_AfterAnEditThatReachesAModel_GivesWhatAFreshRunGives(string name)
    {
        var edit = SoundnessCases.All[name];
        var before = Sources.Compile(edit.Files);
        var after = edit.Apply(before);
        var first = GeneratorRun.Of(before);

        var second = first.On(after);

        var fresh = GeneratorRun.Of(Reparsed.Copy(after));
        Assert.Equal(Sorted(fresh), Sorted(second));
        // Otherwise what was remembered would be as good, and the case proves nothing.
        Assert.NotEqual(Sorted(first), Sorted(fresh));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rerun_AfterAnEditIsUndone_GivesWhatTheFirstRunGave(string name)
    {
        var edit = SoundnessCases.All[name];
        var before = Sources.Compile(edit.Files);
        var first = GeneratorRun.Of(before);

        var third = first.On(edit.Apply(before)).On(before);

        Assert.Equal(Sorted(first), Sorted(third));
    }

    private static List<KeyValuePair<string, string>> Sorted(GeneratorRun run) => [.. run.Files.OrderBy(file => file.Key, StringComparer.Ordinal)];
}
