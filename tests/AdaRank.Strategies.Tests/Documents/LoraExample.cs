using AdaRank.Composition;
using AdaRank.Layers.Lora;
using AdaRank.Optimization;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Documents;

/// <summary>The example of docs/methods/lora.md, which is a part of this file, runs.</summary>
public sealed class LoraExample
{
    [Fact]
    public void Example_OnThePage_ChangesTheWeightAtTheMergeOnly()
    {
        using var scope = NewDisposeScope();
        using var model = new SingleMatrix();
        var services = new ServiceCollection();
        var before = model.Layer.Weight.detach().clone();
        var trained = before;

        services.AddAdaRank(adarank => adarank.UseProfile(Profiles.AdamW).LearningRate(1e-3));
        using var provider = services.BuildServiceProvider();
        var adapted = LoraModel.Attach(model, new LoraOptions { Rank = 8, Alpha = 16 }, adapts: name => name != "head");
        using (var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(adapted))
        {
            Train(model, optimizer);        // as without adapters
        }

        adapted.Merge();                    // W ← W + (α / r) B A; Detach() leaves W as it was

        Assert.True(before.eq(trained).all().item<bool>());
        Assert.False(before.eq(model.Layer.Weight).all().item<bool>());

        void Train(SingleMatrix trainee, AdaRankOptimizer optimizer)
        {
            trainee.Layer.call(ones([1, SingleMatrix.ShortSide])).sum().backward();
            optimizer.Step();
            trained = trainee.Layer.Weight.detach().clone();
        }
    }

    [Fact]
    public void Example_OnThePage_IsAPartOfTheTestThatRunsIt()
    {
        var block = MethodPage.Read("lora").Text.Split("```csharp\n")[1].Split("```")[0];
        var source = File.ReadAllText(Path.Combine(MethodPage.Folder, "LoraExample.cs")).ReplaceLineEndings("\n");

        Assert.Contains(WithoutIndents(block), WithoutIndents(source), StringComparison.Ordinal);
    }

    private static string WithoutIndents(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));
}
