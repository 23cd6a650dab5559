using AdaRank.Steps;
using AdaRank.Testing.Cases;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a step at full rank. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TStep">The step under test.</typeparam>
/// <remarks>Tried are a scalar, a vector, a matrix and a convolution's weight together, in fp32 and fp64, several steps from state of zeros.</remarks>
public abstract class FullRankStepContract<TStep> : PluginContract<TStep>
    where TStep : class, IFullRankStep
{
    private const int Steps = 4;

    /// <summary>The state that it declares has unique names, and is the same for every object: checkpoints depend on it.</summary>
    [Fact]
    public void State_OfEveryObject_IsTheSame()
    {
        foreach (var shape in DenseCase.Shapes)
        {
            var names = Create().StateFor(shape).Select(slot => slot.Name).ToList();
            Assert.Equal(Describe(Create().StateFor(shape)), Describe(Create().StateFor(shape)));
            Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        }

        static IEnumerable<string> Describe(IReadOnlyList<DenseSlot> slots) =>
            slots.Select(slot => $"{slot.Name} [{string.Join(", ", slot.Shape)}] {slot.Encoding} {slot.IsSigned}");
    }

    /// <summary>Weights and state are made of numbers after every step, also when gradients are zero, tiny or huge.</summary>
    /// <param name="situation">Which parameters.</param>
    [Theory]
    [MemberData(nameof(DenseCase.Names), MemberType = typeof(DenseCase))]
    public void Step_AnyGradient_KeepsWeightsAndStateFinite(string situation)
    {
        foreach (var factor in new[] { 1, 0, 1e-15, 1e12 })
        {
            Run(situation, factor, members =>
            {
                foreach (var tensor in members.SelectMany(member => member.State.Prepend(member.Weight)))
                {
                    Tensors.AssertFinite(tensor, "A weight or its state");
                }
            });
        }
    }

    /// <summary>Gradients are read only.</summary>
    /// <param name="situation">Which parameters.</param>
    [Theory]
    [MemberData(nameof(DenseCase.Names), MemberType = typeof(DenseCase))]
    public void Step_Always_LeavesGradientsAlone(string situation) => Run(situation, 1, members =>
    {
        for (var index = 0; index < members.Count; index++)
        {
            Tensors.AssertSameBits(DenseCase.Of(situation).NewGradient(index, Steps, 1), members[index].Gradient, "A gradient");
        }
    });

    /// <summary>The same steps give the same bits, from another object too: a resumed run is the run.</summary>
    /// <param name="situation">Which parameters.</param>
    [Theory]
    [MemberData(nameof(DenseCase.Names), MemberType = typeof(DenseCase))]
    public void Step_Again_GivesTheSameBits(string situation)
    {
        using var scope = NewDisposeScope();
        List<Tensor> first = [];
        Run(situation, 1, members => first.AddRange(Tensors.Keep(members.SelectMany(member => member.State.Prepend(member.Weight)))));

        Run(situation, 1, members =>
        {
            foreach (var (before, after) in first.Zip(members.SelectMany(member => member.State.Prepend(member.Weight))))
            {
                Tensors.AssertSameBits(before, after, "A weight or its state");
            }
        });
    }

    /// <summary>Parameters do not influence each other.</summary>
    /// <param name="situation">Which parameters.</param>
    [Theory]
    [MemberData(nameof(DenseCase.Names), MemberType = typeof(DenseCase))]
    public void Step_ParameterAmongOthers_MovesAsItDoesAlone(string situation)
    {
        using var scope = NewDisposeScope();
        List<Tensor> together = [];
        Run(situation, 1, members => together.AddRange(Tensors.Keep(members.Select(member => member.Weight))));

        for (var only = 0; only < together.Count; only++)
        {
            Run(situation, 1, members => Tensors.AssertClose(together[only], members[0].Weight, 1e-4, "A parameter among others"), only);
        }
    }

    /// <summary>When a step is over, no tensor of it is left.</summary>
    [Fact]
    public void Step_Done_LeavesNoTensorBehind()
    {
        using var outer = NewDisposeScope();
        using var noGradients = no_grad();
        var step = Create();
        var members = DenseCase.Of("fp32").NewMembers(step);
        var before = Tensors.LiveCount;

        for (var round = 0; round < 3; round++)
        {
            using var scope = NewDisposeScope();
            step.Step(members, DenseCase.Scalars);
        }

        Assert.Equal(before, Tensors.LiveCount);
    }

    /// <summary>Takes some steps as the engine does; members with the last gradients are handed to the check.</summary>
    private void Run(string situation, double factor, Action<IReadOnlyList<DenseMember>> check, int? only = null)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (step, example) = (Create(), DenseCase.Of(situation));
        var members = example.NewMembers(step);
        if (only is { } one)
        {
            members = [members[one]];
        }

        for (var number = 1; number <= Steps; number++)
        {
            members =
            [
                .. members.Select((member, index) => member with
                {
                    Gradient = example.NewGradient(only ?? index, number, factor),
                    Step = number,
                }),
            ];
            step.Step(members, DenseCase.Scalars);
        }

        check(members);
    }
}
