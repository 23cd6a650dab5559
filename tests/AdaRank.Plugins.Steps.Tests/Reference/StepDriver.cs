using AdaRank.Banks;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Reference;

/// <summary>Takes steps of one matrix as the engine does. Numbers in and out are canonical and in fp64, whatever the matrix is.</summary>
internal sealed class StepDriver
{
    private readonly ILowRankStep _step;
    private readonly BankShape _shape;
    private readonly Tensor _weight;
    private Tensor _basis;
    private IReadOnlyList<Tensor> _state;
    private long _subspaceStep;

    public StepDriver(ILowRankStep step, int rows, int columns, string dtype, int rank = 2)
    {
        _step = step;
        _shape = new BankShape(rows, columns, dtype is "fp64" ? ScalarType.Float64 : ScalarType.Float32);
        _weight = Numbers.Normal([rows, columns], seed: 11).to(_shape.Dtype);
        Start = Weight;
        _basis = Numbers.Orthonormal(_shape.ShortSide, rank, seed: 12).to(_shape.Dtype);
        _state = [.. step.State.Slots.Select(slot => zeros(
            [
                StateSlot.Length(slot.Rows, _shape.ShortSide, _shape.LongSide, rank),
                StateSlot.Length(slot.Columns, _shape.ShortSide, _shape.LongSide, rank),
            ],
            _shape.StateDtype))];
    }

    /// <summary>t of the last step taken.</summary>
    public long Step { get; private set; }

    /// <summary>‖QᵀA‖² as the last step has reported it.</summary>
    public double ProjectedEnergy { get; private set; }

    public Tensor Start { get; }

    public Tensor Weight => Canonical(_weight).clone();

    public Tensor Basis => _basis.to(ScalarType.Float64);

    public double ShortSide => _shape.ShortSide;

    /// <summary>One tensor of the state, by its name.</summary>
    public Tensor State(string name) =>
        _state[_step.State.Slots.Select((slot, index) => (slot, index)).Single(found => found.slot.Name == name).index]
            .to(ScalarType.Float64).clone();

    public bool Keeps(string name) => _step.State.Slots.Any(slot => slot.Name == name);

    /// <summary>Normal numbers that fp32 can hold, [d, L].</summary>
    public Tensor NewGradient(int step, double factor = 1) =>
        Numbers.Normal([_shape.ShortSide, _shape.LongSide], (ulong)(100 + step)).mul((float)factor).to(ScalarType.Float32).to(ScalarType.Float64);

    /// <summary>A basis for a refresh.</summary>
    public Tensor NewBasis(ulong seed, int? rank = null) => Numbers.Orthonormal(_shape.ShortSide, rank ?? _basis.shape[1], seed);

    /// <summary>Takes one step; a new basis makes it one that executes a refresh.</summary>
    /// <returns>What the step has seen as a gradient: with what is put back, if it puts anything back.</returns>
    public Tensor Take(Tensor gradient, StepScalars scalars, Tensor? newBasis = null)
    {
        using var noGradients = no_grad();
        Step++;
        _subspaceStep++;
        var native = _shape.Transposed(gradient).to(_shape.Dtype);
        if (Step > 1 && _step is IErrorFeedbackStep feedback)
        {
            native = feedback.Compensate(_shape, native, _state);
        }

        var gradients = new GradientView.Full(_shape, [native]);
        (_step as IEarlyUpdateStep)?.Update(Bucket(), gradients, scalars);
        if (newBasis is not null)
        {
            Renew(newBasis.to(_shape.Dtype));
        }

        using var energies = zeros([1], ScalarType.Float64);
        _step.Step(Bucket(), gradients, scalars, energies);
        ProjectedEnergy = energies.item<double>();
        return Canonical(native);
    }

    private void Renew(Tensor basis)
    {
        _subspaceStep = 1;
        var overlap = basis.t().mm(_basis);
        List<Tensor> state = [.. _step.State.Slots.Zip(_state, (slot, tensor) => slot.Role switch
        {
            StateRole.Carried => tensor,
            StateRole.FirstMoment => overlap.mm(tensor),
            _ => overlap.square().mm(tensor),
        })];
        (_step as IErrorFeedbackStep)?.AfterTransport(new BasisChange(_shape, _basis, _state, basis, state));
        (_basis, _state) = (basis, state);
    }

    private BucketView Bucket() => new(
        _shape, (int)_basis.shape[1], [new BucketMember("weight", _weight, _basis, _state, Step) { SubspaceStep = _subspaceStep }]);

    private Tensor Canonical(Tensor native) => _shape.Transposed(native).to(ScalarType.Float64);
}
