namespace AdaRank.Native;

/// <summary>Loads libtorch and TorchSharp's native shim, once per process, before TorchSharp looks for them itself.</summary>
/// <remarks>
/// <para>
/// A program need not call this: the module initializer that the generator emits into it does, before its <c>Main</c>.
/// Which libtorch is taken is told from outside, by the environment variable <c>ADARANK_LIBTORCH</c> or the runtime
/// option <c>AdaRank.LibTorch</c>, since no code of the program runs early enough to say so.
/// </para>
/// <para>
/// The initializer of this assembly loads too, and runs before either member does. A program that survives a failure
/// therefore meets a <see cref="TypeInitializationException"/> whose inner exception is the <see cref="TorchNativeException"/>,
/// the same at every later use.
/// </para>
/// </remarks>
public static class TorchNative
{
    private static readonly Lazy<TorchNativeOrigin> Loaded = new(TorchLoader.Load);

    /// <summary>What was loaded, and from where.</summary>
    /// <exception cref="TypeInitializationException">
    /// Nothing that works was found; the message of the inner <see cref="TorchNativeException"/> says what to do.
    /// </exception>
    public static TorchNativeOrigin Origin => Loaded.Value;

    /// <summary>Loads the native libraries unless this process has them already. Safe on any thread.</summary>
    /// <exception cref="TypeInitializationException">
    /// Nothing that works was found; the message of the inner <see cref="TorchNativeException"/> says what to do.
    /// </exception>
    public static void EnsureLoaded() => _ = Loaded.Value;
}
