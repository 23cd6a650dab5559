using System.Globalization;
using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Layers.Lora;
using AdaRank.Optimization;
using AdaRank.Plugins.Rank.Once;
using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Steps;
using AdaRank.Strategies.Tests.Combinations;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Documents;

/// <summary>What the pages of the methods say is what runs.</summary>
public sealed class MethodPagesTests
{
    private const int Steps = 12;
    private const string Index = "README";
    private const string Lora = "lora";
    private const string Elements = "state, elements";
    private const string Bytes = "state, bytes";
    private const string Peak = "peak at a refresh, bytes";
    private const string StepOperations = "FLOPs per step";
    private const string RefreshOperations = "FLOPs per refresh";

    public static TheoryData<string> AllProfiles => [.. Settings.AllProfiles];

    public static TheoryData<string> LowRankProfiles => [.. Settings.LowRankProfiles];

    public static TheoryData<string> AllPages => [.. Settings.AllProfiles, Lora];

    [Fact]
    public void Pages_InTheFolder_AreThoseOfTheProfilesAndLora() => Assert.Equal(
        Settings.AllProfiles.Append(Lora).Append(Index).Order(StringComparer.Ordinal),
        Directory.GetFiles(MethodPage.Folder, "*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Index_RowOfAMethod_SaysWhatItsPageSays(string name)
    {
        var page = MethodPage.Read(name);

        var row = MethodPage.Read(Index).Row($"[{name}]({name}.md)");

        Assert.Equal([page.Row(Elements)[1], page.Row(Bytes)[2], page.Row(StepOperations)[1]], row[2..5]);
        Assert.Contains(row[^1].Split(' ')[^1], page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(LowRankProfiles))]
    public void Index_WholeGradient_IsWhatStepAndBasisAccept(string name)
    {
        using var model = new Regression();
        using var optimizer = model.Optimize(adarank => adarank.UseProfile(name));
        var group = optimizer.Banks[0].Group;

        var needs = MethodPage.Read(Index).Row($"[{name}]({name}.md)")[5];

        Assert.Equal(group.Step.Accepts.HasFlag(GradientForms.Projected) && group.Updater is not IOnlineProjection, needs == "at refreshes");
    }

    [Theory]
    [MemberData(nameof(AllProfiles))]
    public void Configuration_OnAPage_IsTheProfile(string name)
    {
        var block = Assert.Single(MethodPage.Read(name).Configurations);
        using var model = new Regression();

        using var named = model.Optimize(adarank => adarank.UseProfile(name));
        using var written = model.Optimize(adarank => adarank.Bind(MethodPage.SectionOf(block)));

        Assert.Equal(Anatomy.Of(named), Anatomy.Of(written));
    }

    [Theory]
    [MemberData(nameof(AllProfiles))]
    public void Configuration_OnAPage_TrainsToTheSameBitsAsTheProfile(string name)
    {
        var block = Assert.Single(MethodPage.Read(name).Configurations);

        // As it is, and with ranks and rhythm of a small run, so that there are several subspaces.
        AssertSame(name, block, _ => { });
        AssertSame(name, block, adarank => adarank.Bind(Settings.Section(Shortened(name, block))));
    }

    [Fact]
    public void Configuration_WithANameThatIsNone_IsRefused()
    {
        var block = MethodPage.Read(Profiles.GaLore).Configurations[0].Replace("Interval", "Intervall", StringComparison.Ordinal);
        using var model = new Regression();

        Assert.Throws<InvalidSettingException>(() => model.Optimize(adarank => adarank.Bind(MethodPage.SectionOf(block))));
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void State_OnAPage_IsWhatAnOptimizerHolds(string name)
    {
        using var scope = NewDisposeScope();
        var page = MethodPage.Read(name);
        using var model = new SingleMatrix();
        using var optimizer = name == Lora
            ? SingleMatrix.StepOnce(
                LoraModel.Attach(model, new LoraOptions { Rank = (int)page.Values["r"] }), adarank => adarank.UseProfile(Profiles.AdamW))
            : SingleMatrix.StepOnce(model, adarank => adarank.UseProfile(name));

        var held = optimizer.MeasureState();

        Assert.Equal(held.TotalAllocated, page.Evaluate(Bytes));
        Assert.Equal(held.TotalAllocated, held.Total);
        Assert.Equal(MethodPage.Megabytes(held.TotalAllocated), page.Row(Bytes)[2]);
        Assert.Equal(page.Evaluate(Elements).ToString("N0", CultureInfo.InvariantCulture), page.Row(Elements)[2]);
        Assert.Equal((SingleMatrix.ShortSide, SingleMatrix.LongSide), (page.Values["d"], page.Values["L"]));
        Assert.All(optimizer.Matrices, matrix => Assert.Equal(page.Values["r"], matrix.Rank));
    }

    [Theory]
    [MemberData(nameof(LowRankProfiles))]
    public void Peak_OnAPage_IsWhatARefreshTakesByThePluginsOwnFigures(string name)
    {
        var page = MethodPage.Read(name);
        var (bank, width) = BankOf(name);
        var rank = (long)page.Values["r"];

        var expected = PeakBytes(bank, rank, width);

        Assert.Equal(expected, page.Evaluate(Peak, width));
        Assert.Equal(MethodPage.Megabytes(expected), page.Row(Peak)[2]);
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Operations_OnAPage_AreTheFormulasValues(string name)
    {
        var page = MethodPage.Read(name);
        var width = Settings.LowRankProfiles.Contains(name) ? BankOf(name).Width : 0;

        Assert.Equal(MethodPage.Operations(page.Evaluate(StepOperations)), page.Row(StepOperations)[2]);
        if (page.HasRow(RefreshOperations))
        {
            Assert.Equal(MethodPage.Operations(page.Evaluate(RefreshOperations, width)), page.Row(RefreshOperations)[2]);
        }
        else
        {
            Assert.DoesNotContain(name, Settings.LowRankProfiles);
        }
    }

    /// <summary>
    /// The bytes of one matrix while its basis is renewed: what it keeps, decoded where it is encoded, and the candidates; and then the
    /// larger of what the updater takes for a while and of the new basis and moments.
    /// </summary>
    private static long PeakBytes(Bank bank, long rank, int width)
    {
        var (shape, slots) = (bank.Shape, bank.Group.Step.State.Slots);
        var element = shape.StateElementBytes;
        var moments = slots.Where(slot => slot.Role is not StateRole.Carried).ToList();
        var decoded = moments.Where(slot => slot.Encoding is not StateEncoding.Full).Sum(slot => element * slot.Elements(shape.ShortSide, shape.LongSide, rank));
        var stored = moments.Sum(slot => StateStorage.Bytes(slot.Elements(shape.ShortSide, shape.LongSide, rank), slot.Encoding, element));
        var bases = 1 + ((bank.Group.Updater as IOnlineProjection)?.BasisStateNames.Count ?? 0);
        var renewed = stored + decoded + (bases * element * shape.ShortSide * rank);
        var drawn = bank.Group.Updater is IRegeneratedProjection ? element * shape.ShortSide * rank : 0;
        var compensated = bank.Group.Step is IErrorFeedbackStep ? element * shape.ShortSide * shape.LongSide : 0;

        // Where there is one refresh only, there is nothing before it.
        var kept = bank.Group.Trigger is OnceTrigger ? 0 : bank.StateBytes(rank) + decoded + drawn;
        var scratch = bank.Group.Updater.ScratchBytes(shape, bank.Group.Bounds);
        return kept + compensated + (element * shape.ShortSide * width) + Math.Max(scratch, renewed);
    }

    private static (Bank Bank, int Width) BankOf(string profile)
    {
        using var model = new SingleMatrix();
        using var optimizer = SingleMatrix.Optimize(model, adarank => adarank.UseProfile(profile));
        var bank = optimizer.Banks[0];
        return (bank, bank.Group.Updater.SketchWidth(bank.Shape, bank.Group.Bounds));
    }

    private static void AssertSame(string profile, string block, Action<AdaRankBuilder> alike)
    {
        using var scope = NewDisposeScope();
        using Regression one = new(), other = new();
        using var named = one.Optimize(adarank =>
        {
            adarank.LearningRate(Settings.LearningRate).Seed(5).UseProfile(profile);
            alike(adarank);
        });
        using var written = other.Optimize(adarank =>
        {
            adarank.LearningRate(Settings.LearningRate).Seed(5).Bind(MethodPage.SectionOf(block));
            alike(adarank);
        });

        Assert.Equal(one.Train(Steps, named), other.Train(Steps, written));
        foreach (var (expected, actual) in one.ListParameters().Zip(other.ListParameters()))
        {
            Assert.True(expected.Value.eq(actual.Value).all().item<bool>(), $"'{expected.Name}' of {profile} differs.");
        }
    }

    /// <summary>A method that sets ranks of its own keeps them: they are part of it.</summary>
    private static string Shortened(string profile, string block)
    {
        var rhythm = (Settings.Rhythm(profile) ?? "{ }").Trim()[1..^1].Trim();
        var ranks = block.Contains("\"Ranks\"", StringComparison.Ordinal) ? "" : """ "Ranks": { "Highest": 4 } """;
        return "{" + string.Join(',', new[] { rhythm, ranks }.Where(part => part.Length > 0)) + "}";
    }
}
