namespace AdaRank.Cuda.Driver;

/// <summary>A thread's context for a while.</summary>
/// <remarks>
/// Which context is current is also which device PyTorch takes for the current one, so another one is put back. A thread
/// that had none keeps ours: it would get the same one from PyTorch's next call, and putting none back costs two calls.
/// </remarks>
internal readonly ref struct CurrentContext
{
    private readonly CudaDriver _driver;
    private readonly nint _previous;

    /// <summary>Makes a context the current one.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="context">The context.</param>
    public CurrentContext(CudaDriver driver, nint context)
    {
        _driver = driver;
        var previous = driver.CurrentContext();
        if (previous != context)
        {
            driver.SetCurrentContext(context);
            _previous = previous;
        }
    }

    /// <summary>Puts the previous one back.</summary>
    public void Dispose()
    {
        if (_previous != 0)
        {
            _driver.SetCurrentContext(_previous);
        }
    }
}
