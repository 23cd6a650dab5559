using AdaRank.Composition;
using AdaRank.Plugins;
using AdaRank.Plugins.Projection.Keep;
using AdaRank.Plugins.Projection.Linear;
using AdaRank.Plugins.Projection.Reset;
using AdaRank.Plugins.Projection.Restore;
using AdaRank.Plugins.Projection.Rotate;
using AdaRank.Plugins.Projection.Square;
using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Transport;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>A transport that fails when it has made a second moment negative.</summary>
/// <remarks>After the step it would be seen no more: the square of a gradient is added to it, and encodings without a sign have no negative numbers.</remarks>
internal sealed class WatchedTransport(IMomentTransport watched) : IMomentTransport
{
    private const string Key = "watched";

    /// <summary>Keys of the transports that keep second moments not negative.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["keep", "linear", "reset", "restore", "rotate", "square"];

    /// <summary>Declares a transport that does as another one, and is watched.</summary>
    /// <returns>Its key.</returns>
    public static string AddTo(AdaRankBuilder adarank, string key)
    {
        adarank.AddPlugin<IMomentTransport, NoOptions>(new PluginDescriptor(Key), (_, _) => new WatchedTransport(Of(key)));
        return Key;
    }

    public BasisTraits NeedsFor(StateSchema schema) => watched.NeedsFor(schema);

    public void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
    {
        watched.Transport(moves, schema);
        foreach (var (index, slot) in schema.Slots.Index().Where(static entry => entry.Item.Role is StateRole.SecondMoment))
        {
            Assert.All(moves, move => Assert.True(
                move.To[index].ge(0).all().item<bool>(), $"{watched.GetType().Name} made '{slot.Name}' negative."));
        }
    }

    private static IMomentTransport Of(string key) => key switch
    {
        "keep" => new KeepTransport(),
        "linear" => new LinearTransport(new LinearTransportOptions()),
        "reset" => new ResetTransport(),
        "restore" => new RestoreTransport(),
        "rotate" => new RotateTransport(),
        _ => new SquareTransport(),
    };
}
