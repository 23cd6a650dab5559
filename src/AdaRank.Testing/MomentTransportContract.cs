using AdaRank.State;
using AdaRank.Testing.Cases;
using AdaRank.Transport;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a moment transport. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TTransport">The transport under test.</typeparam>
/// <remarks>
/// Tried are moments as Adam has them, in fp32 and fp64, when the rank stays, falls and grows, for one matrix and for
/// several that change differently, after no, one, some and many steps; state as Adam keeps it, one moment alone, and none.
/// </remarks>
public abstract class MomentTransportContract<TTransport> : PluginContract<TTransport>
    where TTransport : class, IMomentTransport
{
    /// <summary>The new state is made of numbers.</summary>
    /// <param name="situation">Which moments.</param>
    [Theory]
    [MemberData(nameof(MoveCase.Names), MemberType = typeof(MoveCase))]
    public void Transport_AnyMove_GivesFiniteState(string situation) => Carry(situation, (_, moves) =>
    {
        foreach (var tensor in moves.SelectMany(move => move.To))
        {
            Tensors.AssertFinite(tensor, "The new state");
        }
    });

    /// <summary>Second moments are not negative: a step takes their root.</summary>
    /// <param name="situation">Which moments.</param>
    [Theory]
    [MemberData(nameof(MoveCase.Names), MemberType = typeof(MoveCase))]
    public void Transport_AnyMove_KeepsSecondMomentsNonNegative(string situation) => Carry(situation, (schema, moves) =>
    {
        foreach (var move in moves)
        {
            foreach (var (slot, tensor) in schema.Slots.Zip(move.To).Where(pair => pair.First.Role is StateRole.SecondMoment))
            {
                Assert.True(tensor.ge(0).all().item<bool>(), $"Second moment '{slot.Name}' has negative entries.");
            }
        }
    });

    /// <summary>State of zeros stays zero: nothing was learned yet.</summary>
    /// <param name="situation">Which moments.</param>
    [Theory]
    [MemberData(nameof(MoveCase.Names), MemberType = typeof(MoveCase))]
    public void Transport_Zeros_StayZeros(string situation)
    {
        using var scope = NewDisposeScope();
        foreach (var schema in MoveCase.Schemas)
        {
            var moves = MoveCase.Of(situation).NewMoves(schema, areZero: true);

            Create().Transport(moves, schema);

            foreach (var tensor in moves.SelectMany(move => move.To))
            {
                Assert.True(tensor.eq(0).all().item<bool>(), "State of zeros became something else.");
            }
        }
    }

    /// <summary>The old state and the overlap are read only.</summary>
    /// <param name="situation">Which moments.</param>
    [Theory]
    [MemberData(nameof(MoveCase.Names), MemberType = typeof(MoveCase))]
    public void Transport_Always_LeavesTheOldStateAlone(string situation)
    {
        using var scope = NewDisposeScope();

        Carry(situation, (schema, moves) =>
        {
            var expected = MoveCase.Of(situation).NewMoves(schema);
            for (var index = 0; index < moves.Count; index++)
            {
                Tensors.AssertSameBits(expected[index].Overlap, moves[index].Overlap, "The overlap");
                foreach (var (before, after) in expected[index].From.Zip(moves[index].From))
                {
                    Tensors.AssertSameBits(before, after, "The old state");
                }
            }
        });
    }

    /// <summary>The same moves give the same bits, from another object too.</summary>
    /// <param name="situation">Which moments.</param>
    [Theory]
    [MemberData(nameof(MoveCase.Names), MemberType = typeof(MoveCase))]
    public void Transport_Again_GivesTheSameBits(string situation)
    {
        using var scope = NewDisposeScope();
        List<Tensor> first = [];
        Carry(situation, (_, moves) => first.AddRange(Tensors.Keep(moves.SelectMany(move => move.To))));
        List<Tensor> second = [];
        Carry(situation, (_, moves) => second.AddRange(Tensors.Keep(moves.SelectMany(move => move.To))));

        foreach (var (before, after) in first.Zip(second))
        {
            Tensors.AssertSameBits(before, after, "The new state");
        }
    }

    /// <summary>A matrix is carried the same alone and among others.</summary>
    [Fact]
    public void Transport_SeveralMatrices_AreCarriedEachForItself()
    {
        using var scope = NewDisposeScope();
        var situation = MoveCase.Of("several matrices, fp64, after 20 steps");
        var (together, alone) = (situation.NewMoves(), situation.NewMoves());

        Create().Transport(together, MoveCase.Schema);
        foreach (var move in alone)
        {
            Create().Transport([move], MoveCase.Schema);
        }

        foreach (var (left, right) in together.Zip(alone))
        {
            foreach (var (one, other) in left.To.Zip(right.To))
            {
                Tensors.AssertClose(other, one, 1e-12, "A matrix among others");
            }
        }
    }

    /// <summary>When a transport is over, no tensor of it is left.</summary>
    [Fact]
    public void Transport_Done_LeavesNoTensorBehind()
    {
        using var outer = NewDisposeScope();
        var transport = Create();
        var moves = MoveCase.Of("several matrices, fp32, after 20 steps").NewMoves();
        var before = Tensors.LiveCount;

        for (var round = 0; round < 3; round++)
        {
            using var scope = NewDisposeScope();
            transport.Transport(moves, MoveCase.Schema);
        }

        Assert.Equal(before, Tensors.LiveCount);
    }

    private void Carry(string situation, Action<StateSchema, IReadOnlyList<MomentMove>> check)
    {
        foreach (var schema in MoveCase.Schemas)
        {
            using var scope = NewDisposeScope();
            var moves = MoveCase.Of(situation).NewMoves(schema);
            Create().Transport(moves, schema);
            check(schema, moves);
        }
    }
}
