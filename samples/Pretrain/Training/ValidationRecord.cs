namespace Pretrain.Training;

/// <summary>A measurement on the validation windows.</summary>
/// <param name="Optimizer">Key of the optimizer.</param>
/// <param name="Step">Steps trained so far.</param>
/// <param name="Loss">Cross-entropy in nats per byte.</param>
internal sealed record ValidationRecord(string Optimizer, int Step, double Loss)
{
    public double Perplexity => Math.Exp(Loss);
}
