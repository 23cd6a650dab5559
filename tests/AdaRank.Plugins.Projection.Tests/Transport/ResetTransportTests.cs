using AdaRank.Plugins.Projection.Reset;
using AdaRank.State;
using AdaRank.Transport;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.Transport;

public sealed class ResetTransportTests
{
    [Fact]
    public void Transport_WhateverIsThere_WritesZeros()
    {
        using var scope = NewDisposeScope();
        var schema = new StateSchema(new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9));
        var to = ones([2, 7], ScalarType.Float64);

        new ResetTransport().Transport([new MomentMove([ones([3, 7])], [to], ones([2, 3]), CompletedSteps: 5)], schema);

        Assert.Equal(0, Gradients.Energy(to));
    }
}
