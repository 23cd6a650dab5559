namespace Pretrain.Training;

/// <summary>How the training with one optimizer ended.</summary>
internal enum RunOutcome
{
    /// <summary>All steps were made.</summary>
    Completed,

    /// <summary>Stopped by Ctrl-C.</summary>
    Interrupted,

    /// <summary>The loss became NaN or infinite.</summary>
    Diverged,
}
