using System.Text;
using AdaRank.Composition;
using AdaRank.Gradients;
using AdaRank.Optimization;
using AdaRank.Plugins;
using AdaRank.Rank;
using AdaRank.Steps;
using AdaRank.Tests.Composition;
using AdaRank.Tests.Native;
using AdaRank.Tests.Optimization;
using AdaRank.Tests.Plugins.Folders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static TorchSharp.torch;

namespace AdaRank.Tests.Documents;

/// <summary>The examples of docs/composition.md, which are parts of this file, run.</summary>
public sealed class CompositionExamples : IDisposable
{
    private readonly ServiceCollection services = [];
    private readonly ParameterModel _model = new ParameterModel()
        .FullRank("embed.weight", ones([12, 8]))
        .LowRank("layers.0.q.weight", ones([8, 8]), "attention")
        .FullRank("layers.0.norm.weight", ones([8]))
        .LowRank("layers.1.q.weight", ones([8, 8]), "attention")
        .LowRank("layers.1.up.weight", ones([16, 8]), "mlp")
        .FullRank("layers.1.norm.weight", ones([8]))
        .LowRank("lm_head.weight", ones([12, 8]), "head");

    [Fact]
    public void InCode()
    {
        var configuration = Configuration("""{ "AdaRank": { "LearningRate": 0.25 } }""");
        services.AddAdaRank(adarank => adarank
            .UseProfile(Profiles.AdaRankGrad)
            .LearningRate(3e-3)
            .AllGroups(group => group.Ranks(lowest: 1, highest: 64))
            .Group("mlp", group => group.Rank("fixed").Transport("reset"))
            .Match("*.lm_head.weight", match => match.FullRank())
            .Bind(configuration.GetSection("AdaRank")));

        using var optimizer = Create();

        Assert.Equal(0.25, optimizer.LearningRate);
        Assert.Contains("lm_head.weight", optimizer.FullRankParameters);
    }

    [Fact]
    public void InConfiguration()
    {
        var configuration = Configuration(Assert.Single(Document.Blocks("composition.md", "json")));
        services.AddAdaRank(adarank => adarank.Bind(configuration.GetSection("AdaRank")));

        using var optimizer = Create();

        Assert.Equal((Profiles.GaLore, 3e-3, 0.1), (optimizer.Profile, optimizer.LearningRate, optimizer.WeightDecay));
        Assert.Equal(["embed.weight"], optimizer.FrozenParameters);
        Assert.Equal(32, optimizer.Banks.Single(bank => bank.Group.Name == "mlp").Group.Bounds.Highest);
    }

    [Fact]
    public void InConfiguration_AGroupAtFullRankByAStepOfItsOwn_HasNoLowRankMatrices()
    {
        var configuration = Configuration(Assert.Single(Document.Blocks("composition.md", "json")));
        services.AddAdaRank(adarank => adarank.Bind(configuration.GetSection("AdaRank")));

        using var optimizer = Create();

        Assert.Equal(["attention", "mlp"], optimizer.Banks.Select(bank => bank.Group.Name).Distinct());
        Assert.Contains("lm_head.weight", optimizer.FullRankParameters);
        Assert.Single(optimizer.Banks.Single(bank => bank.Group.Name == "mlp").Group.Filters);
    }

    [Fact]
    public void WhatDoesNotFit()
    {
        services.AddAdaRank(adarank => adarank.UseProfile(Profiles.Fira).AllGroups(group => group.Basis("gaussian")));

        var problem = Assert.Throws<InvalidSettingException>(() => Create().Dispose());

        Assert.Contains($"\n    {problem.Message}\n", Document.Read("composition.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void ProfilesThatTheDocumentLists_AreThoseThereAre()
    {
        var section = Document.Read("composition.md").Split("\n## ").Single(part => part.StartsWith("Profiles\n", StringComparison.Ordinal));
        var listed = section.Split("A profile fills")[0].Split('`').Where((_, index) => index % 2 == 1);

        Assert.Equal(Profiles.BuiltIn.Keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Patterns()
    {
        services.AddAdaRank(adarank => adarank
            .Match("embed.weight", match => match.LowRank("tables"))
            .Match("layers.?.norm.weight", match => match.LearningRate(0.5).Decay(0))
            .Match("layers.0.*", match => match.Frozen())
            .Match("*.lm_head.weight", match => match.FullRank()));

        using var optimizer = Create();

        Assert.Equal(["layers.0.q.weight", "layers.0.norm.weight"], optimizer.FrozenParameters);
        Assert.Contains(optimizer.Matrices, matrix => matrix.Group == "tables");
    }

    [Fact]
    public void Plugins()
    {
        services.AddAdaRank(adarank => adarank
            .AddPlugins<AcmePlugins>(group => group.Disable("slow-observer").Replace("rank/fixed"))
            .AddPlugin<IGradientTransform, ClipOptions>(
                new PluginDescriptor("clip") { After = ["zero-nan"] }, (_, options) => new Clip(options))
            .GradientTransform<ClipOptions>("clip", options => options.Norm = 1)
            .GradientTransform("zero-nan")
            .Observe("progress"));
        using var provider = services.BuildServiceProvider();
        using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(_model);
        using var output = new StringWriter { NewLine = "\n" };
        var catalogue = provider.GetRequiredService<PluginCatalogue>();
        output.WriteLine(catalogue.Find("gradient-transform", "clip")!.Describe());

        Assert.Equal(Document.Blocks("composition.md", "text").First() + "\n", output.ToString());
        Assert.Equal(0, optimizer.Step().Skipped);
    }

    [Fact]
    public void PluginsFromAFolder()
    {
        using var folder = new TemporaryFolder();
        var dependencyHash = PluginCompiler.Compile(folder.Path, "Acme.Numbers", "namespace Acme; public static class Numbers { public static int Five => 5; }");
        var pluginHash = PluginCompiler.Compile(
            folder.Path, "Acme.Plugins", PluginCompiler.RankPolicy("acme", body: "=> Numbers.Five"), references: folder["Acme.Numbers.dll"]);
        Declare(folder.Path, pluginHash, dependencyHash, services);

        using var provider = services.BuildServiceProvider();

        Assert.Equal("Acme.Plugins", provider.GetRequiredService<PluginCatalogue>().Find("rank", "acme")?.Package);

        static void Declare(string plugins, string pluginHash, string dependencyHash, ServiceCollection services) =>
            services.AddAdaRank(adarank => adarank
                .LoadPlugins(plugins, allow => allow
                    .Assembly("Acme.Plugins", sha256: pluginHash)
                    .Assembly("Acme.Numbers", sha256: dependencyHash)));
    }

    [Fact]
    public async Task WhenSomethingIsWrong()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddAdaRank(adarank => adarank.Bind(
            Json.Section("""{ "LearnRate": "3e-3", "Profile": "galor", "AllGroups": { "Rank": "fixd" } }""")));
        using var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
        }
        catch (InvalidSettingException problem)
        {
            error.WriteLine(problem.Message);
        }

        Assert.Equal(Document.Blocks("composition.md", "text").Last(), error.ToString());
    }

    [Fact]
    public void ServicesThatCannotBeHad_AreNamedAsTheDocumentSays()
    {
        services.AddScoped<IClock, Clock>().AddAdaRank(adarank => adarank.AllGroups(group => group.Rank("mine")));
        services.AddKeyedSingleton<IRankPolicy, MinePolicy>("mine");
        var captive = Assert.Throws<InvalidSettingException>(() => Create().Dispose()).Message;
        services.Remove(services.Single(service => service.ServiceType == typeof(IClock)));
        var missing = Assert.Throws<InvalidSettingException>(() => Create().Dispose()).Message;

        Assert.Equal(Document.Blocks("composition.md", "text").ElementAt(1), $"{captive}\n{missing}\n");
    }

    public void Dispose() => _model.Dispose();

    private static IConfiguration Configuration(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    private AdaRankOptimizer Create()
    {
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<OptimizerFactory>().Create(_model);
    }

    private interface IClock;

    private sealed class Clock : IClock;

    private sealed class MinePolicy(IClock clock) : IRankPolicy
    {
        public IClock Clock { get; } = clock;

        public int ChooseRank(in RankObservation observation) => 1;
    }

    private sealed class AcmePlugins : IPluginGroup
    {
        public static void Register(IPluginRegistrar registrar) => registrar
            .Add<IRankPolicy, TestOptions>("fixed", static (_, options) => new ConstantRankPolicy(options))
            .Add<IGradientTransform, NoOptions>("zero-nan", static (_, _) => new Clip(new ClipOptions()))
            .Add<IStepObserver, NoOptions>("progress", static (_, _) => new Silent())
            .Add<IStepObserver, NoOptions>("slow-observer", static (_, _) => new Silent());
    }

    private sealed class Silent : IStepObserver
    {
        public void Observe(in StepObservation observation)
        {
        }
    }

    private sealed class ClipOptions : IPluginOptions
    {
        public double Norm { get; set; } = 1;

        public void Validate()
        {
        }
    }

    private sealed class Clip(ClipOptions options) : IGradientTransform
    {
        public double Norm { get; } = options.Norm;

        public void Transform(StepGradients gradients)
        {
        }
    }
}
