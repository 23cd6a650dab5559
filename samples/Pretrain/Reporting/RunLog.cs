using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AdaRank.Optimization;
using AdaRank.Refresh;
using Pretrain.Training;

namespace Pretrain.Reporting;

/// <summary>The log: one JSON object a line, each written out at once, so that a crash loses nothing.</summary>
internal sealed class RunLog(string path) : IRunObserver, IDisposable
{
    private static readonly JsonSerializerOptions OneLine = Options(isIndented: false);
    private static readonly JsonSerializerOptions Indented = Options(isIndented: true);

    private readonly StreamWriter _writer = new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read))
    {
        AutoFlush = true,
        NewLine = "\n",
    };

    /// <summary>A value as JSON for people, with the names that the log uses.</summary>
    public static byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Indented);

    public void Write(RunHeader header) => WriteLine(new { Kind = "header", Header = header });

    public void Write(Summary summary) => WriteLine(new { Kind = "summary", summary.Comparison, summary.Runs });

    public void OnStarted(OptimizerPlan plan) =>
        WriteLine(new { Kind = "start", Optimizer = plan.Key, PeakLearningRate = plan.LearningRate });

    public void OnStep(StepRecord step) => WriteLine(new
    {
        Kind = "step",
        step.Optimizer,
        step.Step,
        step.Loss,
        step.LearningRate,
        step.GradientNorm,
        step.Seconds,
        step.MeanRank,
        step.Refreshed,
        ProjectableStateBytes = step.Projectable,
        TotalStateBytes = step.Total,
        Matrices = ChooseMatrices(step),
    });

    public void OnValidation(ValidationRecord validation) => WriteLine(new
    {
        Kind = "validation",
        validation.Optimizer,
        validation.Step,
        validation.Loss,
        validation.Perplexity,
    });

    public void OnEnded(RunHistory run) => WriteLine(new
    {
        Kind = "end",
        run.Optimizer,
        run.Outcome,
        Steps = run.Steps.Count,
        run.ElapsedSeconds,
    });

    public void Dispose() => _writer.Dispose();

    /// <summary>All matrices at log intervals, else those that got a new subspace; null if that leaves none.</summary>
    private static List<MatrixReport>? ChooseMatrices(StepRecord step)
    {
        var chosen = step.Matrices
            .Where(matrix => step.Step % PretrainDefaults.LogInterval == 0 || matrix.Refresh is not RefreshCause.None)
            .ToList();
        return chosen.Count == 0 ? null : chosen;
    }

    private static JsonSerializerOptions Options(bool isIndented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = isIndented,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private void WriteLine<T>(T line) => _writer.WriteLine(JsonSerializer.Serialize(line, OneLine));
}
