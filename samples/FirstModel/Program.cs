using AdaRank.Annotations;
using AdaRank.Composition;
using AdaRank.Layers;
using AdaRank.Optimization;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

random.manual_seed(1);
var services = new ServiceCollection();
services.AddStudent(options => options.Hidden = 256);             // generated from [Model]
services.AddAdaRank(adarank => adarank
    .UseProfile(Profiles.AdaRankGrad)                             // or GaLore, AdamW, or a profile of your own
    .LearningRate(3e-3)
    .AllGroups(group => group.Ranks(lowest: 1, highest: 16)));    // any slot can be swapped here, by its key
using var provider = services.BuildServiceProvider();
var model = provider.GetRequiredService<Student>();
using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(model);

using var teacher = randn(64, 8);                                 // what the model is to learn: tanh(x · teacher),
using var scales = linspace(1, 0, 64L).pow(2);                    // of inputs that matter less and less
for (var step = 1; step <= 300; step++)
{
    using var scope = NewDisposeScope();
    var inputs = randn(128, 64) * scales;
    var loss = nn.functional.mse_loss(model.call(inputs), inputs.mm(teacher).tanh());
    optimizer.ZeroGradients();
    loss.backward();
    optimizer.Step();
    if (step % 100 == 0)
    {
        var matrix = optimizer.Matrices[0];
        Console.WriteLine($"step {step}: loss {loss.item<float>():f4}, {matrix.Name} at rank {matrix.Rank}, "
            + $"{optimizer.MeasureState().LowRankAllocated:n0} bytes of low-rank state");
    }
}

internal sealed class StudentOptions { public int Hidden { get; set; } = 128; }

[Model]
internal sealed partial class Student(StudentOptions options)
{
    [Linear(64, nameof(options.Hidden)), LowRank("hidden")] public partial Linear Up { get; }
    [Linear(nameof(options.Hidden), 8)] public partial Linear Down { get; }

    public Tensor Forward(Tensor x) => Down.Forward(Up.Forward(x).relu());
}
