using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AdaRank.Analyzers.Tests.TorchSharpFacts;

/// <summary>What ADR060 to ADR067 say of TorchSharp.</summary>
public sealed class LifetimeFacts
{
    /// <summary>The methods of which <c>TensorCalls</c> says that they return another object than the one they change.</summary>
    private static readonly string[] ReturnAnother = ["zero_", "elu_", "gelu_", "tril_", "triu_"];

    [Fact]
    public void Loop_WithoutScope_LeavesEveryTemporary()
    {
        using var x = ones(3);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        List<Tensor> kept = [];

        for (var round = 0; round < 10; round++)
        {
            kept.Add((x * 2).exp().sum());
        }

        Assert.Equal(30, DisposeScopeManager.Statistics.ThreadTotalLiveCount - before);
        kept.ForEach(tensor => tensor.Dispose());
    }

    [Fact]
    public void Scope_AtItsEnd_DisposesWhatWasNotMoved()
    {
        Tensor left, moved, detached, kept;

        using (var scope = NewDisposeScope())
        {
            left = ones(1);
            moved = ones(1).MoveToOuterDisposeScope();
            detached = ones(1).DetachFromDisposeScope();
            kept = scope.DisposeEverythingBut(ones(1));
        }

        Assert.True(left.IsInvalid);
        Assert.False(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        Assert.True(kept.IsInvalid);
        moved.Dispose();
        detached.Dispose();
    }

    [Fact]
    public void OneMove_OutOfTwoScopes_IsNotEnough()
    {
        Tensor once, twice;

        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                once = ones(1).MoveToOuterDisposeScope();
                twice = ones(1).MoveToOuterDisposeScope().MoveToOuterDisposeScope();
            }
        }

        Assert.True(once.IsInvalid);
        Assert.False(twice.IsInvalid);
        twice.Dispose();
    }

    [Fact]
    public void Registration_InAScope_TakesTheTensorOut()
    {
        TorchSharp.Modules.Linear layer;

        using (NewDisposeScope())
        {
            layer = Linear(2, 2);
        }

        Assert.False(layer.weight!.IsInvalid);
        layer.Dispose();
    }

    [Fact]
    public void Gradient_SetInAScope_Lives()
    {
        using var weight = Parameter(ones(3));

        using (NewDisposeScope())
        {
            weight.grad = ones(3);
        }

        using var gradient = weight.grad!;
        Assert.Equal(3, gradient.sum().item<float>());
    }

    [Fact]
    public void Gradient_ReadTwice_MakesTwoHandles()
    {
        using var scope = NewDisposeScope();
        var weight = Parameter(ones(3));
        weight.sum().backward();

        Assert.NotSame(weight.grad, weight.grad);
    }

    [Theory]
    [MemberData(nameof(UnaryInPlaceMethods))]
    public void InPlaceMethod_Result_IsTheReceiverUnlessListed(string name)
    {
        using var scope = NewDisposeScope();
        var x = name == "bitwise_not_" ? ones(2, 2, int64) : full(2, 2, 0.5f);
        var method = typeof(Tensor).GetMethods().Single(candidate => candidate.Name == name && candidate.GetParameters().All(parameter => parameter.IsOptional));

        var result = method.Invoke(x, BindingFlags.OptionalParamBinding, null, [.. method.GetParameters().Select(_ => Type.Missing)], null);

        Assert.Equal(!ReturnAnother.Contains(name), ReferenceEquals(x, result));
    }

    public static TheoryData<string> UnaryInPlaceMethods =>
    [
        .. typeof(Tensor).GetMethods()
            .Where(method => method.Name.EndsWith('_') && !method.IsStatic && method.ReturnType == typeof(Tensor))
            .Where(method => method.GetParameters().All(parameter => parameter.IsOptional))
            .GroupBy(method => method.Name)
            .Where(group => group.Count() == 1 && group.Key != "rename_")
            .Select(group => group.Key),
    ];

    [Fact]
    public void Modules_ThatChangeNothing_ReturnAnotherHandle()
    {
        using var scope = NewDisposeScope();
        var x = ones(2);
        var dropout = Dropout();
        dropout.eval();

        Assert.NotSame(x, Identity().call(x));
        Assert.NotSame(x, dropout.call(x));
        Assert.NotSame(x, functional.relu(x, inplace: true));
        Assert.NotSame(x, x.to(float32));
    }
}
