using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Reference;

/// <summary>Equations 4.1 to 4.4, entry by entry.</summary>
internal sealed class AdamFormula(double beta1, double beta2, double epsilon)
{
    public Tensor? First { get; set; }

    public Tensor? Second { get; set; }

    public Tensor Direction(Tensor gradient, long step)
    {
        First ??= zeros_like(gradient);
        Second ??= zeros_like(gradient);
        var (first, second, direction) = (zeros_like(gradient), zeros_like(gradient), zeros_like(gradient));
        for (var row = 0; row < gradient.shape[0]; row++)
        {
            for (var column = 0; column < gradient.shape[1]; column++)
            {
                var number = gradient[row, column].item<double>();
                var m = (beta1 * First[row, column].item<double>()) + ((1 - beta1) * number);
                var v = (beta2 * Second[row, column].item<double>()) + ((1 - beta2) * number * number);
                first[row, column] = m;
                second[row, column] = v;
                direction[row, column] = m / (1 - Math.Pow(beta1, step)) / (Math.Sqrt(v / (1 - Math.Pow(beta2, step))) + epsilon);
            }
        }

        (First, Second) = (first, second);
        return direction;
    }

    /// <summary>What the driver's refresh does to the moments.</summary>
    public void Turn(Tensor overlap)
    {
        First = overlap.mm(First!);
        Second = Second is null ? null : (overlap * overlap).mm(Second);
    }

    /// <summary>√c₂ / c₁.</summary>
    public double Correction(long step) => Math.Sqrt(1 - Math.Pow(beta2, step)) / (1 - Math.Pow(beta1, step));
}
