using AdaRank.Banks;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Takeover;

/// <summary>A backend whose device is the host: it keeps basis and state, and steps what is finite by the bank's own step.</summary>
internal sealed class HostBackend : IBankBackend
{
    public string Name => "host";

    /// <summary>Why it takes nothing.</summary>
    public string? Refusal { get; init; }

    /// <summary>How many device banks it still opens before it fails.</summary>
    public int OpensBeforeFailure { get; set; } = int.MaxValue;

    /// <summary>Ranks of the device banks that were opened, in order.</summary>
    public List<(int Rank, int Count)> Opened { get; } = [];

    /// <summary>Seeds of those.</summary>
    public List<ulong> Seeds { get; } = [];

    /// <summary>How often measures were read.</summary>
    public int Reads { get; private set; }

    public string? WhyNot(BankDescription bank) => Refusal;

    public int BasisElementBytes(BankDescription bank) => sizeof(float);

    public IDeviceBank Open(BankDescription bank, int rank, IReadOnlyList<string> names, ulong seed)
    {
        if (OpensBeforeFailure-- == 0)
        {
            throw new InvalidOperationException("no room");
        }

        Opened.Add((rank, names.Count));
        Seeds.Add(seed);
        return new HostBank(this, bank, rank, names);
    }

    private sealed class HostBank(HostBackend owner, BankDescription bank, int rank, IReadOnlyList<string> names) : IDeviceBank
    {
        private readonly List<(Tensor Basis, List<Tensor> State)> _held =
        [
            .. names.Select(_ => (
                Zeros(bank.Shape.ShortSide, rank), bank.Step.State.Slots.Select(_ => Zeros(rank, bank.Shape.LongSide)).ToList())),
        ];

        private readonly double[] _measures = new double[2 * names.Count];

        public long AllocatedBytes => sizeof(float) * _held.Sum(static held => held.Basis.numel() + held.State.Sum(static tensor => tensor.numel()));

        public void Write(int index, Tensor basis, IReadOnlyList<Tensor> state, long executedSteps)
        {
            Copy(index, basis, state);
            _measures[index] = executedSteps;
        }

        public (Tensor Basis, IReadOnlyList<Tensor> State) Read(int index) =>
            (_held[index].Basis.clone(), [.. _held[index].State.Select(static tensor => tensor.clone())]);

        public void Take(int index, IDeviceBank source, int sourceIndex)
        {
            var other = (HostBank)source;
            Copy(index, other._held[sourceIndex].Basis, other._held[sourceIndex].State);
            _measures[index] = other._measures[sourceIndex];
            _measures[names.Count + index] = other._measures[(other._measures.Length / 2) + sourceIndex];
        }

        public void Step(IReadOnlyList<Tensor> weights, IReadOnlyList<Tensor> gradients, in StepScalars scalars)
        {
            for (var index = 0; index < names.Count; index++)
            {
                _measures[names.Count + index] = double.NaN;
                if (!gradients[index].isfinite().all().item<bool>())
                {
                    continue;
                }

                var energies = zeros(1, ScalarType.Float64);
                var member = new BucketMember(names[index], weights[index], _held[index].Basis, _held[index].State, (long)++_measures[index]);
                bank.Step.Step(new BucketView(bank.Shape, rank, [member]), new GradientView.Full(bank.Shape, [gradients[index]]), scalars, energies);
                _measures[names.Count + index] = energies[0].item<double>();
            }
        }

        public Tensor Measures()
        {
            owner.Reads++;
            return tensor(_measures).view(2, -1);
        }

        public void Dispose()
        {
            foreach (var (basis, state) in _held)
            {
                basis.Dispose();
                state.ForEach(static tensor => tensor.Dispose());
            }
        }

        private static Tensor Zeros(long rows, long columns) => zeros([rows, columns]).DetachFromDisposeScope();

        private void Copy(int index, Tensor basis, IReadOnlyList<Tensor> state)
        {
            _held[index].Basis.copy_(basis);
            for (var slot = 0; slot < state.Count; slot++)
            {
                _held[index].State[slot].copy_(state[slot]);
            }
        }
    }
}
