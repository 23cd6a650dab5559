using AdaRank.State;

namespace AdaRank.Abstractions.Tests.State;

public sealed class StateSchemaTests
{
    [Fact]
    public void Elements_OfTwoMoments_FollowTheTableOfTheMethod()
    {
        var schema = new StateSchema(Moment("m"), Moment("v"));

        var elements = schema.Elements(shortSide: 512, longSide: 1376, rank: 128);

        Assert.Equal(2 * 128 * 1376, elements);
    }

    [Fact]
    public void Constructor_TwoSlotsOfOneName_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new StateSchema(Moment("m"), Moment("m")));

    private static StateSlot Moment(string name) =>
        new(name, StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9);
}
