using AdaRank.Composition;
using AdaRank.Optimization;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Combinations;

/// <summary>Every profile, and every profile with one slot swapped for every plugin of that slot, by one line of configuration.</summary>
/// <remarks>
/// What makes no sense is refused before training, with the reason; the list of these stands in Refused.txt, so that a
/// change of it is seen. Everything else trains.
/// </remarks>
public sealed class CombinationTests
{
    private const int Steps = 20;

    public static TheoryData<string> AllProfiles => [.. Settings.AllProfiles];

    public static TheoryData<string, string> ProfilesAndSlots =>
        new(Settings.LowRankProfiles.SelectMany(profile => SlotKeys.Sections.Keys, (profile, slot) => (profile, slot)));

    [Theory]
    [MemberData(nameof(AllProfiles))]
    public void Train_Profile_LowersTheLoss(string profile) => AssertTrains(profile, Settings.Of(profile));

    [Theory]
    [MemberData(nameof(ProfilesAndSlots))]
    public void Train_ProfileWithOneSlotSwapped_TrainsOrIsRefused(string profile, string slot)
    {
        List<string> refused = [];
        var trained = 0;
        foreach (var key in SlotKeys.Of(slot))
        {
            var line = $$"""{ "{{SlotKeys.Sections[slot]}}": "{{key}}" }""";
            try
            {
                AssertTrains($"{profile}, {slot} '{key}'", Settings.Of(profile, line));
                trained++;
            }
            catch (InvalidSettingException refusal)
            {
                refused.Add($"{profile}, {slot} '{key}': {refusal.Message.ReplaceLineEndings(" ")}");
            }
        }

        Assert.True(trained > 0);
        RefusedList.AssertIs($"{profile}, {slot} ", refused);
    }

    [Theory]
    [MemberData(nameof(AllProfiles))]
    public void Train_ProfileWithEachRankFilter_LowersTheLoss(string profile) => Assert.All(
        SlotKeys.Of("rank-filter"),
        key => AssertTrains($"{profile}, filter '{key}'", Settings.Of(profile, $$"""{ "RankFilters": [ "{{key}}" ] }""")));

    [Theory]
    [MemberData(nameof(AllProfiles))]
    public void Train_ProfileWithEachFullRankStep_LowersTheLoss(string profile) => Assert.All(SlotKeys.Of("full-rank-step"), key =>
    {
        AssertTrains($"{profile}, the rest by '{key}'", adarank =>
        {
            Settings.Of(profile)(adarank);
            adarank.FullRankStep(key);
        });
        AssertTrains($"{profile}, everything by '{key}'", Settings.Of(profile, $$"""{ "FullRank": "{{key}}" }"""));
    });

    [Fact]
    public void Train_SlotSwappedInCode_IsTheSameAsInConfiguration()
    {
        using var scope = NewDisposeScope();
        using Regression one = new(), other = new();
        using var inCode = one.Optimize(adarank =>
        {
            Settings.Of(Profiles.AdaRankGrad)(adarank);
            adarank.AllGroups(group => group.Rank("stable-rank").Transport("reset").Step("fira"));
        });
        using var bound = other.Optimize(Settings.Of(Profiles.AdaRankGrad, """{ "Rank": "stable-rank", "Transport": "reset", "Step": "fira" }"""));

        Assert.Equal(one.Train(Steps, inCode), other.Train(Steps, bound));
        Assert.True(one.First.eq(other.First).all().item<bool>());
    }

    /// <summary>All combinations of all five slots: minutes, so on demand only.</summary>
    [Fact(Explicit = true)]
    public void Train_EveryCombinationOfTheFiveSlots_TrainsOrIsRefused()
    {
        List<string> wrong = [];
        var (trained, refused) = (0, 0);
        foreach (var (refresh, basis) in SlotKeys.Of("refresh").SelectMany(_ => SlotKeys.Of("basis"), (refresh, basis) => (refresh, basis)))
        {
            foreach (var (rank, transport, step) in SlotKeys.Of("rank").SelectMany(_ => SlotKeys.Of("transport").SelectMany(_ => SlotKeys.Of("step"), (transport, step) => (transport, step)), (rank, rest) => (rank, rest.transport, rest.step)))
            {
                var lines = $$"""{ "Refresh": "{{refresh}}", "Basis": "{{basis}}", "Rank": "{{rank}}", "Transport": "{{transport}}", "Step": "{{step}}" }""";
                try
                {
                    AssertTrains(lines, Settings.Of(Profiles.AdaRankGrad, lines));
                    trained++;
                }
                catch (InvalidSettingException)
                {
                    refused++;
                }
                catch (Exception failure)
                {
                    wrong.Add($"{lines}: {failure.Message}");
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{trained} trained, {refused} refused, {wrong.Count} failed.");
        Assert.Empty(wrong);
    }

    private static void AssertTrains(string what, Action<AdaRankBuilder> configure)
    {
        using var scope = NewDisposeScope();
        using var model = new Regression();
        using var optimizer = model.Optimize(configure);

        var losses = model.Train(Steps, optimizer);

        Assert.True(losses.TrueForAll(double.IsFinite), $"{what}: a loss is not finite: {string.Join(", ", losses)}");
        Assert.True(losses[^1] < losses[0], $"{what}: the loss went from {losses[0]:g4} to {losses[^1]:g4}.");
        AssertFinite(what, optimizer, model);
    }

    private static void AssertFinite(string what, AdaRankOptimizer optimizer, Regression model)
    {
        foreach (var (kind, tensor) in optimizer.Banks.SelectMany(bank => bank.Matrices).SelectMany(matrix => matrix.State
            .Select(state => ("state", state.Open()))
            .Concat(matrix.BasisState.Append(matrix.Basis).Where(basis => basis is not null).Select(basis => ("basis", basis!))))
            .Concat(model.ListParameters().Select(parameter => ("weight", (Tensor)parameter.Value))))
        {
            Assert.True(tensor.isfinite().all().item<bool>(), $"{what}: a {kind} is not finite.");
        }

        var bytes = optimizer.MeasureState();
        Assert.Equal(bytes.TotalAllocated, bytes.Total);
        Assert.All(optimizer.Matrices, matrix => Assert.InRange(matrix.Rank, 1, 4));
    }
}
