using AdaRank.State;
using AdaRank.Transport;
using static TorchSharp.torch;

namespace AdaRank.Testing.Tests;

public sealed class MomentTransportContractTests
{
    private const string Situation = "lower rank, fp32, after 20 steps";

    [Fact]
    public void Contract_HonestTransport_IsFulfilled()
    {
        var contract = new Honest();

        contract.Transport_AnyMove_GivesFiniteState(Situation);
        contract.Transport_AnyMove_KeepsSecondMomentsNonNegative(Situation);
        contract.Transport_Zeros_StayZeros(Situation);
        contract.Transport_Always_LeavesTheOldStateAlone(Situation);
        contract.Transport_Again_GivesTheSameBits(Situation);
        contract.Transport_SeveralMatrices_AreCarriedEachForItself();
        contract.Transport_Done_LeavesNoTensorBehind();
    }

    [Fact]
    public void Finiteness_TransportThatDividesByTheSecondMoment_Fails() =>
        ContractFailure.Assert(() => new Dividing().Transport_AnyMove_GivesFiniteState("lower rank, fp32, after 0 steps"), "holds NaN or infinity");

    [Fact]
    public void Sign_TransportThatRotatesTheSecondMoment_Fails() =>
        ContractFailure.Assert(() => new Linear().Transport_AnyMove_KeepsSecondMomentsNonNegative(Situation), "'v' has negative entries");

    [Fact]
    public void Zeros_TransportThatAddsSomething_Fails() =>
        ContractFailure.Assert(() => new Adding().Transport_Zeros_StayZeros(Situation), "State of zeros became something else");

    [Fact]
    public void Reading_TransportThatClearsTheOldState_Fails() =>
        ContractFailure.Assert(() => new Clearing().Transport_Always_LeavesTheOldStateAlone(Situation), "The old state is not what it was");

    [Fact]
    public void Repetition_TransportThatAddsNoise_Fails() =>
        ContractFailure.Assert(() => new Noisy().Transport_Again_GivesTheSameBits(Situation), "not the same twice");

    [Fact]
    public void Neighbours_TransportThatUsesTheFirstOverlapOnly_Fails() =>
        ContractFailure.Assert(new Mixing().Transport_SeveralMatrices_AreCarriedEachForItself, "A matrix among others differs");

    [Fact]
    public void Leak_TransportThatKeepsATensor_Fails() =>
        ContractFailure.Assert(new Leaking().Transport_Done_LeavesNoTensorBehind, "Assert.Equal() Failure");

    private class HonestTransport : IMomentTransport
    {
        public virtual void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
        {
            foreach (var move in moves)
            {
                using var scope = NewDisposeScope();
                for (var slot = 0; slot < schema.Slots.Length; slot++)
                {
                    var factor = schema.Slots[slot].Role is StateRole.FirstMoment ? move.Overlap : move.Overlap.square();
                    move.To[slot].copy_(factor.mm(move.From[slot]));
                }
            }
        }
    }

    private sealed class DividingTransport : HonestTransport
    {
        public override void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
        {
            base.Transport(moves, schema);
            moves[0].To[0].div_(moves[0].To[1]);
        }
    }

    private sealed class LinearTransport : HonestTransport
    {
        public override void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
        {
            base.Transport(moves, schema);
            moves[0].To[1].copy_(moves[0].Overlap.mm(moves[0].From[1]));
        }
    }

    private sealed class AddingTransport : HonestTransport
    {
        public override void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
        {
            base.Transport(moves, schema);
            moves[0].To[1].add_(1e-8);
        }
    }

    private sealed class ClearingTransport : HonestTransport
    {
        public override void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
        {
            base.Transport(moves, schema);
            moves[0].From[1].zero_();
        }
    }

    private sealed class NoisyTransport : HonestTransport
    {
        public override void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
        {
            base.Transport(moves, schema);
            foreach (var tensor in moves[0].To)
            {
                tensor.add_(rand(1));
            }
        }
    }

    private sealed class MixingTransport : HonestTransport
    {
        public override void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
        {
            base.Transport(moves, schema);
            moves[^1].To[0].mul_(moves.Count);
        }
    }

    private sealed class LeakingTransport : HonestTransport
    {
        private readonly List<Tensor> _kept = [];

        public override void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
        {
            base.Transport(moves, schema);
            _kept.Add(zeros(3).DetachFromDisposeScope());
        }
    }

    private sealed class Honest : MomentTransportContract<HonestTransport>;

    private sealed class Dividing : MomentTransportContract<DividingTransport>;

    private sealed class Linear : MomentTransportContract<LinearTransport>;

    private sealed class Adding : MomentTransportContract<AddingTransport>;

    private sealed class Clearing : MomentTransportContract<ClearingTransport>;

    private sealed class Noisy : MomentTransportContract<NoisyTransport>;

    private sealed class Mixing : MomentTransportContract<MixingTransport>;

    private sealed class Leaking : MomentTransportContract<LeakingTransport>;
}
