using AdaRank.Catalogue;
using Microsoft.Extensions.DependencyInjection;
using Pretrain.Model;
using TorchSharp;

namespace AdaRank.Layers.Tests.Llama;

public sealed class LlamaModuleTests
{
    private static LlamaOptions Small(bool ties = false) => new()
    {
        VocabularySize = 11,
        Width = 8,
        Hidden = 12,
        Layers = 2,
        Heads = 4,
        KvHeads = 2,
        ContextLength = 6,
        TiesEmbeddings = ties,
    };

    [Fact]
    public void ListParameters_UntiedModel_NamesEveryParameterOfTheModuleOnceInOrder()
    {
        using var model = new Pretrain.Model.Llama(Small());

        var listed = model.ListParameters();

        Assert.Equal(model.named_parameters().Select(entry => entry.name), listed.Select(entry => entry.Name));
        Assert.Equal(model.named_parameters().Select(entry => entry.parameter.Handle), listed.Select(entry => entry.Value.Handle));
    }

    [Fact]
    public void ListParameters_TiedModel_LeavesOutTheHead()
    {
        using var model = new Pretrain.Model.Llama(Small(ties: true));

        var names = model.ListParameters().Select(entry => entry.Name).ToList();

        Assert.DoesNotContain("lm_head.weight", names);
        Assert.Single(names, "model.embed_tokens.weight");
        Assert.Same(model.TokenEmbedding.Weight, model.Head.Weight);
    }

    [Fact]
    public void ListParameters_Model_KeepsTreatmentsAndGroups()
    {
        using var model = new Pretrain.Model.Llama(Small());

        var byName = model.ListParameters().ToDictionary(entry => entry.Name);

        Assert.Equal("attention", byName["model.layers.1.self_attn.k_proj.weight"].Group);
        Assert.Equal("mlp", byName["model.layers.0.mlp.down_proj.weight"].Group);
        Assert.Equal(ParameterTreatment.LowRank, byName["model.layers.0.mlp.down_proj.weight"].Treatment);
        Assert.Equal(ParameterTreatment.FullRank, byName["model.layers.0.input_layernorm.weight"].Treatment);
        Assert.Equal(ParameterTreatment.FullRank, byName["lm_head.weight"].Treatment);
    }

    [Fact]
    public void Catalogue_Llama_StatesEveryLineOnce()
    {
        string[] expected =
        [
            "model.embed_tokens.weight [VocabularySize, Width] FullRank",
            "model.layers.*.input_layernorm.weight [Width] FullRank",
            "model.layers.*.self_attn.q_proj.weight [Width, Width] LowRank attention",
            "model.layers.*.self_attn.k_proj.weight [KvWidth, Width] LowRank attention",
            "model.layers.*.self_attn.v_proj.weight [KvWidth, Width] LowRank attention",
            "model.layers.*.self_attn.o_proj.weight [Width, Width] LowRank attention",
            "model.layers.*.post_attention_layernorm.weight [Width] FullRank",
            "model.layers.*.mlp.gate_proj.weight [Hidden, Width] LowRank mlp",
            "model.layers.*.mlp.up_proj.weight [Hidden, Width] LowRank mlp",
            "model.layers.*.mlp.down_proj.weight [Width, Hidden] LowRank mlp",
            "model.norm.weight [Width] FullRank",
            "lm_head.weight [VocabularySize, Width] FullRank",
        ];

        var lines = Pretrain.Model.Llama.Catalogue
            .Select(entry => $"{entry.Name} {entry.Shape} {entry.Treatment} {entry.Group}".TrimEnd());

        Assert.Equal(expected, lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void To_Double_KeepsEveryHandleValidAndTrains(bool ties)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        using var model = new Pretrain.Model.Llama(Small(ties));
        model.to(torch.float64);
        var optimizer = torch.optim.AdamW(model.parameters(), lr: 1e-2);
        var tokens = torch.tensor(new long[,] { { 1, 5, 3, 7, 2, 9 } });

        var first = TrainOnce(model, optimizer, tokens);
        var last = first;
        for (var step = 0; step < 30; step++)
        {
            last = TrainOnce(model, optimizer, tokens);
        }

        Assert.All(model.ListParameters(), entry => Assert.Equal(torch.ScalarType.Float64, entry.Value.dtype));
        Assert.All(model.ListParameters(), entry => Assert.False(entry.Value.IsInvalid));
        Assert.Same(ties ? model.TokenEmbedding.Weight : model.get_parameter("lm_head.weight"), model.Head.Weight);
        Assert.True(last < 0.5 * first, $"loss {first} became {last}");
    }

    [Fact]
    public void To_ThereAndBack_KeepsValues()
    {
        using var scope = torch.NewDisposeScope();
        using var model = new Pretrain.Model.Llama(Small());
        var tokens = torch.tensor(new long[,] { { 1, 5, 3 } });
        var before = model.call(tokens);

        model.to(torch.float64);
        model.to(torch.float32);

        Assert.True(torch.equal(before, model.call(tokens)).all().item<bool>());
    }

    [Fact]
    public void Constructor_InsideDisposeScope_OutlivesIt()
    {
        Pretrain.Model.Llama model;
        using (torch.NewDisposeScope())
        {
            model = new Pretrain.Model.Llama(Small());
            model.to(torch.float64);
        }

        using (model)
        using (torch.NewDisposeScope())
        {
            Assert.All(model.ListParameters(), entry => Assert.False(entry.Value.IsInvalid));
            Assert.Equal([1, 2, 11], model.call(torch.tensor(new long[,] { { 1, 2 } })).shape);
        }
    }

    [Fact]
    public void Call_Repeatedly_LeavesNoLiveTensors()
    {
        using var model = new Pretrain.Model.Llama(Small(ties: true));
        using var tokens = torch.tensor(new long[,] { { 1, 5, 3, 7 } });
        Run(10);
        var before = LiveTensors.Count;

        Run(200);

        Assert.Equal(before, LiveTensors.Count);

        void Run(int times)
        {
            for (var time = 0; time < times; time++)
            {
                using var logits = model.call(tokens);
                using var loss = logits.sum();
                loss.backward();
                model.zero_grad();
            }
        }
    }

    [Fact]
    public void Call_LongerThanContext_IsRefusedByName()
    {
        using var scope = torch.NewDisposeScope();
        using var model = new Pretrain.Model.Llama(Small());

        var error = Assert.Throws<InvalidSettingException>(() => model.call(torch.zeros(1, 7, torch.int64)));

        Assert.Equal("sequence length is 7: use at most 6 tokens, or a longer context.", error.Message);
    }

    [Fact]
    public void Call_Model_RunsHooksOfBlocksAndLayers()
    {
        using var scope = torch.NewDisposeScope();
        using var model = new Pretrain.Model.Llama(Small());
        List<string> seen = [];
        model.Blocks[1].register_forward_hook((_, _, _, result) => Seen("block", result));
        model.Head.register_forward_hook((_, _, result) => Seen("head", result));

        model.call(torch.zeros(1, 2, torch.int64));

        Assert.Equal(["block", "head"], seen);

        torch.Tensor Seen(string name, torch.Tensor result)
        {
            seen.Add(name);
            return result;
        }
    }

    [Fact]
    public void Constructor_HeadsThatDoNotDivideTheWidth_AreRefusedByName()
    {
        var options = Small();
        options.Heads = 3;

        var error = Assert.Throws<InvalidSettingException>(() => new Pretrain.Model.Llama(options));

        Assert.Equal("Heads", error.Setting);
    }

    [Fact]
    public void AddLlama_WithConfiguration_BuildsOneModelFromOptions()
    {
        using var services = new ServiceCollection()
            .AddLlama(options => (options.VocabularySize, options.Width, options.Hidden, options.Layers) = (7, 16, 8, 1))
            .BuildServiceProvider();

        var model = services.GetRequiredService<Pretrain.Model.Llama>();

        Assert.Same(model, services.GetRequiredService<Pretrain.Model.Llama>());
        Assert.Equal([7, 16], model.TokenEmbedding.Weight.shape);
        Assert.Single(model.Blocks);
    }

    private static double TrainOnce(Pretrain.Model.Llama model, torch.optim.Optimizer optimizer, torch.Tensor tokens)
    {
        using var scope = torch.NewDisposeScope();
        optimizer.zero_grad();
        var logits = model.call(tokens.narrow(1, 0, 5)).flatten(0, 1);
        var loss = torch.nn.functional.cross_entropy(logits, tokens.narrow(1, 1, 5).flatten());
        loss.backward();
        optimizer.step();
        return loss.item<double>();
    }
}
