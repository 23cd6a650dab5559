namespace Pretrain.Training;

/// <summary>Sees the training as it happens.</summary>
internal interface IRunObserver
{
    /// <summary>The run of an optimizer begins.</summary>
    void OnStarted(OptimizerPlan plan);

    /// <summary>A step was made.</summary>
    void OnStep(StepRecord step);

    /// <summary>The model was measured on the validation windows.</summary>
    void OnValidation(ValidationRecord validation);

    /// <summary>The run ended, one way or another.</summary>
    void OnEnded(RunHistory run);
}
