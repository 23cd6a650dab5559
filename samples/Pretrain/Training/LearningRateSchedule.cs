namespace Pretrain.Training;

/// <summary>Linear warm-up to the peak, then half a cosine down to a share of it.</summary>
/// <param name="peak">The highest learning rate.</param>
/// <param name="steps">Length of the training.</param>
internal sealed class LearningRateSchedule(double peak, int steps)
{
    private readonly int _warmup = Math.Max(1, (int)(steps * PretrainDefaults.WarmupShare));

    /// <summary>The learning rate of a step, counted from 1.</summary>
    public double At(int step)
    {
        if (step <= _warmup)
        {
            return peak * step / _warmup;
        }

        var progress = (double)(step - _warmup) / (steps - _warmup);
        var share = PretrainDefaults.FinalLearningRateShare;
        return peak * (share + ((1 - share) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
    }
}
