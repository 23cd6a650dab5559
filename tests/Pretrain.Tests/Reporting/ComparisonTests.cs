using Pretrain.Reporting;
using Pretrain.Training;

namespace Pretrain.Tests.Reporting;

public sealed class ComparisonTests
{
    [Fact]
    public void Describe_AllThree_ComputesEveryNumber()
    {
        var sentence = Comparison.Describe(
            [Run("adarankgrad", perplexity: 9, average: 25, peak: 30, 0.2), Run("adamw", 10, 100, 100, 0.1), Run("galore", 8, 50, 50, 0.2)]);

        Assert.Equal(
            "AdaRankGrad against adamw: perplexity -10.0 %, state of the projected layers 25 % of it on average and 30 % at the peak, "
            + "step time +100.0 %; against galore: perplexity +12.5 %, state of the projected layers 50 % of it on average and 60 % at the "
            + "peak, step time 0.0 %.",
            sentence);
    }

    [Fact]
    public void Describe_NothingToCompareWith_SaysSo()
    {
        Assert.Contains("nothing to compare", Comparison.Describe([Run("adarankgrad", 9, 25, 30, 0.2)]), StringComparison.Ordinal);
        Assert.Contains("nothing to compare", Comparison.Describe([]), StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_DivergedRun_IsLeftOut()
    {
        var sentence = Comparison.Describe(
            [Run("adarankgrad", 9, 25, 30, 0.2), Run("adamw", 10, 100, 100, 0.1) with { Outcome = RunOutcome.Diverged }]);

        Assert.Contains("nothing to compare", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_RunWithoutASteps_HasNoNumbersAndStillATable()
    {
        var run = RunSummary.Of(
            new RunHistory("adamw", 1) { Outcome = RunOutcome.Diverged },
            new Pretrain.Commands.PretrainSettings { Optimizers = ["adamw"], OutputFolder = "unused" });

        Assert.Null(run.MedianStepSeconds);
        Assert.Contains(SummaryTable.Rows([run]), row => row.Label == "Steps" && row.Cells[0] == "0, diverged");
    }

    [Theory]
    [InlineData("hear the sea and more", 12, "the sea and")]
    [InlineData("word", 40, "word")]
    [InlineData("", 40, "")]
    public void ChoosePrompt_Text_TakesWholeWords(string text, int length, string expected) =>
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(WrittenText.ChoosePrompt(System.Text.Encoding.UTF8.GetBytes(text), length)));

    [Fact]
    public void ToPrintable_ControlCharacters_AreReplaced() =>
        Assert.Equal("a�[2J\nb", WrittenText.ToPrintable("a\u001b[2J\nb"u8));

    private static RunSummary Run(string key, double perplexity, long average, long peak, double stepSeconds)
    {
        var range = new StateRange(default, new StateUse(peak, peak), new StateUse(average, average));
        return new RunSummary
        {
            Optimizer = key,
            Outcome = RunOutcome.Completed,
            LearningRate = 1,
            Steps = 1,
            ValidationLoss = Math.Log(perplexity),
            Projectable = range,
            Total = range,
            MedianStepSeconds = stepSeconds,
            TokensPerSecond = 1,
            FirstMeanRank = null,
            LastMeanRank = null,
            Refreshes = 0,
            ElapsedSeconds = 1,
        };
    }
}
