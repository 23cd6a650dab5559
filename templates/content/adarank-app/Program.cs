using System.Globalization;
using AdaRank.Composition;
using AdaRank.Optimization;
using Company.Trainer;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

var steps = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 300;
random.manual_seed(1);

// AddRegressor is generated from the class Regressor.
var services = new ServiceCollection();
services.AddRegressor(options => options.Hidden = 256);
services.AddAdaRank(adarank => adarank
    .UseProfile(Profiles.OptimizerProfile)
    .LearningRate(3e-3)
    .AllGroups(group => group.Ranks(lowest: 1, highest: 16)));

using var provider = services.BuildServiceProvider();
var model = provider.GetRequiredService<Regressor>();
using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(model);
using var data = new TeacherData(inputs: 64, outputs: 8);

for (var step = 1; step <= steps; step++)
{
    // Everything that a step makes is freed at its end.
    using var scope = NewDisposeScope();
    var (inputs, targets) = data.NextBatch(128);
    var loss = nn.functional.mse_loss(model.call(inputs), targets);
    optimizer.ZeroGradients();
    loss.backward();
    optimizer.Step();

    if (step == 1 || step % 50 == 0 || step == steps)
    {
        var ranks = string.Join(", ", optimizer.Matrices.Select(matrix => $"{matrix.Name} {matrix.Rank}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step}: loss {loss.item<float>():f5}; ranks: {ranks}"));
    }
}
