using AdaRank.Annotations;
using AdaRank.Composition;
using AdaRank.Layers;
using AdaRank.Optimization;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

random.manual_seed(1);
var services = new ServiceCollection();
services.AddStudent(options => options.Hidden = 64);
services.AddAdaRank(adarank => adarank
    .AddReferencedPlugins() // generated: every plugin package that this project references
    .LearningRate(3e-3)
    .AllGroups(group => group.Rank("entropy-rank").Basis("gram").Ranks(lowest: 1, highest: 16)));
using var provider = services.BuildServiceProvider();
var model = provider.GetRequiredService<Student>();
using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(model);

using var teacher = randn(32, 8);
using var scales = linspace(1, 0, 32L).pow(2); // inputs that matter less and less, so that few directions matter
for (var step = 1; step <= 100; step++)
{
    using var scope = NewDisposeScope();
    var inputs = randn(128, 32) * scales;
    var loss = nn.functional.mse_loss(model.call(inputs), inputs.mm(teacher).tanh());
    optimizer.ZeroGradients();
    loss.backward();
    optimizer.Step();
    if (step is 1 or 50 or 100)
    {
        Console.WriteLine(FormattableString.Invariant($"step {step}: loss {loss.item<float>():f4}, rank {optimizer.Matrices[0].Rank}"));
    }
}

internal sealed class StudentOptions
{
    public int Hidden { get; set; } = 128;
}

[Model]
internal sealed partial class Student(StudentOptions options)
{
    [Linear(32, nameof(options.Hidden)), LowRank("hidden")] public partial Linear Up { get; }
    [Linear(nameof(options.Hidden), 8), FullRank] public partial Linear Down { get; }

    public Tensor Forward(Tensor x) => Down.Forward(Up.Forward(x).relu());
}
