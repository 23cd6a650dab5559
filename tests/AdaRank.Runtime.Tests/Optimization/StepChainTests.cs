using AdaRank.Composition;
using AdaRank.Gradients;
using AdaRank.Plugins;
using AdaRank.Steps;
using AdaRank.Tests.Composition;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>Gradient transforms before the core, observers after it.</summary>
public sealed class StepChainTests
{
    [Fact]
    public void Step_ClipByGlobalNorm_IsTheStepOfTheClippedGradients()
    {
        using var scope = NewDisposeScope();
        using var clipped = Model();
        using var byHand = Model();
        using var optimizer = Create(clipped, adarank => adarank.GradientTransform<ClipOptions>("clip", options => options.Norm = 2));
        using var plain = Create(byHand, _ => { });
        using var generator = new Generator(8);
        for (var step = 0; step < 6; step++)
        {
            var (matrix, vector) = (randn([6, 8], generator: generator), randn([6], generator: generator));
            var norm = Math.Sqrt(matrix.square().sum().item<float>() + (double)vector.square().sum().item<float>());
            (clipped["matrix"].grad, clipped["vector"].grad) = (matrix, vector);
            (byHand["matrix"].grad, byHand["vector"].grad) = (matrix * (2 / norm), vector * (2 / norm));

            optimizer.Step();
            plain.Step();

            Assert.True(clipped["matrix"].grad!.eq(matrix).all().item<bool>(), "the model's own gradient was written to");
        }

        Assert.True(clipped["matrix"].allclose(byHand["matrix"], 1e-4, 1e-6));
        Assert.True(clipped["vector"].allclose(byHand["vector"], 1e-4, 1e-6));
        Assert.False(clipped["matrix"].eq(1).all().item<bool>());
    }

    [Fact]
    public void Step_TransformThatChangesNothing_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        using var plain = Model();
        using var watched = Model();
        using var first = Create(plain, _ => { });
        using var second = Create(watched, adarank => adarank.GradientTransform<ClipOptions>("clip", options => options.Norm = 1e9));
        for (var step = 0; step < 5; step++)
        {
            var gradient = randn([6, 8]);
            (plain["matrix"].grad, watched["matrix"].grad) = (gradient, gradient);

            first.Step();
            second.Step();
        }

        Assert.True(plain["matrix"].eq(watched["matrix"]).all().item<bool>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Step_NotANumberInOneGradient_TheOrderThatWasAskedForSavesTheOthers(bool clipDeclaredFirst)
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Create(
            model,
            adarank => _ = clipDeclaredFirst
                ? adarank.GradientTransform("clip").GradientTransform("zero-nan")
                : adarank.GradientTransform("zero-nan").GradientTransform("clip"),
            clipDeclaredFirst);
        model["matrix"].grad = ones([6, 8]);
        model["vector"].grad = tensor([1f, float.NaN, 1f, 1f, 1f, 1f]);

        var summary = optimizer.Step();

        Assert.Equal(0, summary.Skipped);
        Assert.True(model["matrix"].ne(1).all().item<bool>());
        Assert.Equal([false, true, false, false, false, false], model["vector"].eq(1).data<bool>().ToArray());
    }

    [Fact]
    public void Step_TransformMakesNaN_TheParameterIsSkippedAndNothingElse()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Create(model, adarank => adarank.GradientTransform("clip"));
        model["matrix"].grad = full([6, 8], float.NaN);
        model["vector"].grad = ones([6]);

        var summary = optimizer.Step();

        // The clip's norm is NaN, and with it every gradient.
        Assert.Equal(2, summary.Skipped);
        Assert.True(model["vector"].eq(1).all().item<bool>());
    }

    [Fact]
    public void Step_TransformThrows_NothingWasDone()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        var seen = new List<StepObservation>();
        using var optimizer = Create(model, adarank => adarank
            .AddPlugin<IGradientTransform, NoOptions>(new("throwing"), static (_, _) => new Throwing())
            .AddPlugin<IStepObserver, NoOptions>(new("list"), (_, _) => new Listing(seen))
            .GradientTransform("throwing")
            .Observe("list"));
        model["matrix"].grad = ones([6, 8]);

        Assert.Throws<TimeoutException>(() => optimizer.Step());

        Assert.True(model["matrix"].eq(1).all().item<bool>());
        Assert.Equal(0, optimizer.MeasureState().TotalAllocated);
        Assert.Empty(seen);
    }

    [Fact]
    public void Step_Transforms_SeeAllGradientsInTheOrderOfTheModelWithoutTheMissingOnes()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel()
            .LowRank("b", ones([6, 8])).FullRank("a", ones([3])).LowRank("d", ones([4, 4])).FullRank("c", ones([3])).Frozen("e", ones([3]));
        var seen = new List<string>();
        using var optimizer = Create(model, adarank => adarank
            .AddPlugin<IGradientTransform, NoOptions>(new("names"), (_, _) => new Naming(seen))
            .GradientTransform("names"));
        foreach (var parameter in model.ListParameters().Where(parameter => parameter.Name != "d"))
        {
            parameter.Value.grad = ones_like(parameter.Value);
        }

        optimizer.Step();
        optimizer.Step();

        Assert.Equal(["1: b, a, c", "2: b, a, c"], seen);
    }

    [Fact]
    public void Step_Observers_AreToldAfterEachStepInTheirOrder()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        var seen = new List<string>();
        using var optimizer = Create(model, adarank => adarank
            .AddPlugin<IStepObserver, NoOptions>(new("second") { After = ["first"] }, (_, _) => new Telling("second", seen, model))
            .AddPlugin<IStepObserver, NoOptions>(new("first"), (_, _) => new Telling("first", seen, model))
            .LearningRate(0.5)
            .Observe("second")
            .Observe("first"));
        model["matrix"].grad = ones([6, 8]);
        model["vector"].grad = full([6], float.NaN);

        optimizer.Step();
        optimizer.LearningRate = 0.25;
        optimizer.Step();

        Assert.Equal(
            [
                "first: step 1 at 0.5, 1 refreshed, 1 skipped, moved True", "second: step 1 at 0.5, 1 refreshed, 1 skipped, moved True",
                "first: step 2 at 0.25, 0 refreshed, 1 skipped, moved True", "second: step 2 at 0.25, 0 refreshed, 1 skipped, moved True",
            ],
            seen);
    }

    [Theory]
    [InlineData("""{ "GradientTransforms": [ "clip" ] }""", 1)]
    [InlineData("""{ "GradientTransforms": { "clip": true } }""", 1)]
    [InlineData("""{ "GradientTransforms": { "clip": { } } }""", 1)]
    [InlineData("""{ "GradientTransforms": { "clip": { "Norm": 0.25 } } }""", 0.25)]
    public void Bind_GradientTransforms_AreTakenOver(string json, double norm)
    {
        using var scope = NewDisposeScope();
        using var configured = Model();
        using var coded = Model();
        using var first = Create(configured, adarank => adarank.Bind(Json.Section(json)));
        using var second = Create(coded, adarank => adarank.GradientTransform<ClipOptions>("clip", options => options.Norm = norm));
        foreach (var scale in new[] { 1, 10, 0.1 })
        {
            var gradient = randn([6, 8]) * scale;
            (configured["matrix"].grad, coded["matrix"].grad) = (gradient, gradient);
            first.Step();
            second.Step();
        }

        Assert.True(configured["matrix"].eq(coded["matrix"]).all().item<bool>());
    }

    [Theory]
    [InlineData("""{ "GradientTransforms": { "clip": false } }""", "AdaRank:GradientTransforms:clip is 'False': use true, or a section of options.")]
    [InlineData("""{ "GradientTransforms": { "clip": { "Norm": 0 } } }""", "AdaRank:GradientTransforms:clip:Norm is '0': use a number above 0.")]
    [InlineData("""{ "GradientTransforms": [ "clyp" ] }""", "AdaRank:GradientTransforms:0 is 'clyp': did you mean 'clip'?")]
    public void Bind_WrongGradientTransforms_AreRefused(string json, string message)
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(() => Create(model, adarank => adarank.Bind(Json.Section(json))));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GradientTransform_UnknownKey_IsRefused()
    {
        using var model = Model();

        var problem = Assert.Throws<InvalidSettingException>(() => Create(model, adarank => adarank.GradientTransform("clyp")));

        Assert.Equal("gradient transform is 'clyp': did you mean 'clip'? Otherwise choose one of clip, zero-nan, or register a keyed IGradientTransform.", problem.Message);
    }

    [Fact]
    public void Step_Transforms_LeaveNoTensorBehind()
    {
        using var model = Model();
        using var optimizer = Create(model, adarank => adarank.GradientTransform("clip").GradientTransform("zero-nan"));
        Step();
        Step();
        var before = Tensor.TotalCount;

        for (var step = 0; step < 20; step++)
        {
            Step();
        }

        Assert.InRange(Tensor.TotalCount, 0, before);

        void Step()
        {
            using var scope = NewDisposeScope();
            model["matrix"].grad = ones([6, 8]);
            model["vector"].grad = ones([6]);
            optimizer.Step();
            optimizer.ZeroGradients();
        }
    }

    private static ParameterModel Model() => new ParameterModel().LowRank("matrix", ones([6, 8])).FullRank("vector", ones([6]));

    private static AdaRank.Optimization.AdaRankOptimizer Create(ParameterModel model, Action<AdaRankBuilder> configure, bool clipDeclaredFirst = true) =>
        Optimizers.Create(model, adarank =>
        {
            adarank.AllGroups(group => group.Ranks(1, 3)).LearningRate(0.01);
            if (clipDeclaredFirst)
            {
                DeclareClip(adarank);
                DeclareZero(adarank);
            }
            else
            {
                DeclareZero(adarank);
                DeclareClip(adarank);
            }

            configure(adarank);
        });

    private static void DeclareClip(AdaRankBuilder adarank) =>
        adarank.AddPlugin<IGradientTransform, ClipOptions>(new("clip"), static (_, options) => new Clip(options.Norm));

    private static void DeclareZero(AdaRankBuilder adarank) =>
        adarank.AddPlugin<IGradientTransform, NoOptions>(new("zero-nan") { Before = ["clip"] }, static (_, _) => new ZeroNaN());

    private sealed class ClipOptions : IPluginOptions
    {
        public double Norm { get; set; } = 1;

        public bool TrySet(string name, string text)
        {
            if (name is not "Norm")
            {
                return false;
            }

            Norm = double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            return true;
        }

        public void Validate()
        {
            if (!(Norm > 0))
            {
                throw new InvalidSettingException("norm", Norm, "use a number above 0");
            }
        }
    }

    private sealed class Clip(double norm) : IGradientTransform
    {
        public void Transform(StepGradients gradients)
        {
            var total = 0.0;
            for (var index = 0; index < gradients.Count; index++)
            {
                total += gradients[index].square().sum().item<float>();
            }

            // A NaN is no reason to leave the gradients alone: !(a <= b) is true for it.
            if (!(Math.Sqrt(total) <= norm))
            {
                for (var index = 0; index < gradients.Count; index++)
                {
                    gradients.Writable(index).mul_(norm / Math.Sqrt(total));
                }
            }
        }
    }

    private sealed class ZeroNaN : IGradientTransform
    {
        public void Transform(StepGradients gradients)
        {
            for (var index = 0; index < gradients.Count; index++)
            {
                gradients.Writable(index).nan_to_num_(0);
            }
        }
    }

    private sealed class Throwing : IGradientTransform
    {
        public void Transform(StepGradients gradients) => throw new TimeoutException();
    }

    private sealed class Naming(List<string> seen) : IGradientTransform
    {
        public void Transform(StepGradients gradients) =>
            seen.Add($"{gradients.Step}: {string.Join(", ", Enumerable.Range(0, gradients.Count).Select(gradients.Name))}");
    }

    private sealed class Listing(List<StepObservation> seen) : IStepObserver
    {
        public void Observe(in StepObservation observation) => seen.Add(observation);
    }

    private sealed class Telling(string name, List<string> seen, ParameterModel model) : IStepObserver
    {
        public void Observe(in StepObservation observation)
        {
            using var scope = NewDisposeScope();
            seen.Add(FormattableString.Invariant($"{name}: step {observation.Step} at {observation.LearningRate}, ")
                + $"{observation.Refreshed} refreshed, {observation.Skipped} skipped, moved {!model["matrix"].eq(1).all().item<bool>()}");
        }
    }
}
