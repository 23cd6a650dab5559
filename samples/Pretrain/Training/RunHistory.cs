namespace Pretrain.Training;

/// <summary>Everything that was seen of one optimizer's run.</summary>
internal sealed class RunHistory(string optimizer, double learningRate)
{
    private readonly List<StepRecord> _steps = [];
    private readonly List<ValidationRecord> _validations = [];

    public string Optimizer { get; } = optimizer;

    public double LearningRate { get; } = learningRate;

    public IReadOnlyList<StepRecord> Steps => _steps;

    public IReadOnlyList<ValidationRecord> Validations => _validations;

    public RunOutcome Outcome { get; set; }

    /// <summary>Time of the whole run, with validation.</summary>
    public double ElapsedSeconds { get; set; }

    public void Add(StepRecord step) => _steps.Add(step);

    public void Add(ValidationRecord validation) => _validations.Add(validation);
}
