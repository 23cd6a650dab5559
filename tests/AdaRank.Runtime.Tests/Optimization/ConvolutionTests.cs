using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>Weights of more than two axes, seen as matrices.</summary>
public sealed class ConvolutionTests
{
    [Fact]
    public void Step_RealConvolutions_Learn()
    {
        using var scope = NewDisposeScope();

        var (first, last) = Train(Profiles.AdaRankGrad);

        Assert.True(last < first / 10, $"loss {first:g3} to {last:g3}");
    }

    [Theory]
    [InlineData(1, 8, 2 * 3 * 5)]
    [InlineData(2, 8 * 2, 3 * 5)]
    [InlineData(3, 8 * 2 * 3, 5)]
    public void Step_RowAxes_TrainsTheSameBitsAsTheMatrix(int rowAxes, long rows, long columns)
    {
        using var scope = NewDisposeScope();

        var (kernel, kernelBytes) = TrainParameter([8, 2, 3, 5], rowAxes);
        var (matrix, matrixBytes) = TrainParameter([rows, columns], 1);

        Assert.True(kernel.view(rows, columns).eq(matrix).all().item<bool>());
        Assert.Equal(matrixBytes, kernelBytes);
        Assert.True(kernelBytes.LowRankAllocated > 0);
    }

    [Fact]
    public void Step_GradientInAnotherLayout_IsReadAllTheSame()
    {
        using var scope = NewDisposeScope();

        var (plain, _) = TrainParameter([8, 2, 3, 5], 1);
        var (swapped, _) = TrainParameter([8, 2, 3, 5], 1, gradient => gradient.transpose(1, 3).contiguous().transpose(1, 3));

        Assert.True(plain.eq(swapped).all().item<bool>());
    }

    [Fact]
    public void Step_Convolutions_LeaveNoTensorBehind()
    {
        using var model = new ParameterModel().LowRank("kernel", ones([8, 2, 3, 5]));
        using var optimizer = Optimizers.Create(model, adarank => adarank.AllGroups(group => group.Ranks(2, 2).Rank("fixed")));
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
            model["kernel"].grad = randn([8, 2, 3, 5]);
            optimizer.Step();
            optimizer.ZeroGradients();
        }
    }

    [Fact]
    public void Step_ModelWasReplacedInPlace_FollowsTheNewKernel()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("kernel", zeros([8, 2, 3, 5]));
        using var optimizer = Optimizers.Create(model);
        model.Convert(ScalarType.Float32);
        model["kernel"].grad = ones([8, 2, 3, 5]);

        optimizer.Step();

        Assert.True(model["kernel"].lt(0).all().item<bool>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Create_RowAxesThatLeaveNoMatrix_AreRefused(int rowAxes)
    {
        using var model = new ParameterModel().LowRank("kernel", ones([8, 2, 3, 5])).Change("kernel", kernel => kernel with { RowAxes = rowAxes });

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model));

        Assert.Equal($"row axes of 'kernel' is {rowAxes}: use 1 to 3: the rows and the columns of its matrix share 4 axes.", problem.Message);
    }

    [Fact]
    public void Create_WeightThatIsNoMatrixWithoutACopy_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("kernel", ones([8, 5, 3, 2]).transpose(1, 3));
        Assert.False(model["kernel"].is_contiguous());

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model));

        Assert.StartsWith("strides of 'kernel' is '[30, 1, 2, 6]': make it contiguous", problem.Message, StringComparison.Ordinal);
    }

    private static (Tensor Weight, AdaRank.Optimization.StateBytes Bytes) TrainParameter(
        long[] shape, int rowAxes, Func<Tensor, Tensor>? layout = null)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        using var model = new ParameterModel().LowRank("weight", ones(shape)).Change("weight", weight => weight with { RowAxes = rowAxes });
        using var optimizer = Optimizers.Create(model, adarank => adarank.LearningRate(0.01).WeightDecay(0.1).AllGroups(group => group.Ranks(1, 4)));
        for (var step = 0; step < 12; step++)
        {
            var gradient = randn([240], generator: generator).view(shape);
            model["weight"].grad = layout?.Invoke(gradient) ?? gradient;
            optimizer.Step();
        }

        return (scope.MoveToOuter(model["weight"].detach().clone()), optimizer.MeasureState());
    }

    private static (double First, double Last) Train(string profile)
    {
        random.manual_seed(4);
        using var model = new ConvolutionModel();
        using var optimizer = Optimizers.Create(
            model, adarank => adarank.UseProfile(profile).LearningRate(0.01).AllGroups(group => group.Ranks(1, 4)));
        using var images = randn(64, 3, 8, 8);
        using var targets = images.narrow(1, 0, 1).mean([1, 2, 3]).unsqueeze(1);
        var losses = new List<double>();
        for (var step = 0; step < 200; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.ZeroGradients();
            var loss = nn.functional.mse_loss(model.Forward(images), targets);
            loss.backward();
            losses.Add(loss.item<float>());
            optimizer.Step();
        }

        Assert.Equal([4, 3], optimizer.Banks.Select(bank => bank.Matrices[0].Layout.Shape.Count));
        Assert.Equal([(12, 27), (96, 3)], optimizer.Banks.Select(bank => ((int)bank.Shape.Rows, (int)bank.Shape.Columns)));
        return (losses[0], losses[^1]);
    }

    /// <summary>Two- and one-dimensional convolutions, as TorchSharp has them.</summary>
    private sealed class ConvolutionModel : IModel, IDisposable
    {
        private readonly Conv2d _first = nn.Conv2d(3, 12, 3, padding: 1);
        private readonly Conv1d _second = nn.Conv1d(12, 8, 3);
        private readonly Linear _head = nn.Linear(8, 1);

        public IReadOnlyList<ModelParameter> ListParameters() =>
        [
            new("first.weight", _first.weight, ParameterTreatment.LowRank, "kernels"),
            new("first.bias", _first.bias!, ParameterTreatment.FullRank),
            new("second.weight", _second.weight, ParameterTreatment.LowRank, "kernels") { RowAxes = 2 },
            new("second.bias", _second.bias!, ParameterTreatment.FullRank),
            new("head.weight", _head.weight, ParameterTreatment.FullRank),
            new("head.bias", _head.bias!, ParameterTreatment.FullRank),
        ];

        public Tensor Forward(Tensor images)
        {
            var features = _first.forward(images).tanh().mean([3]);
            return _head.forward(_second.forward(features).tanh().mean([2]));
        }

        public void Dispose()
        {
            _first.Dispose();
            _second.Dispose();
            _head.Dispose();
        }
    }
}
