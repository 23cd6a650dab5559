namespace AdaRank.Sampling;

/// <summary>Standard normal numbers that depend on nothing but a key.</summary>
/// <remarks>
/// Keyed by parameter name and draw, so that a sketch does not depend on the device, on the order of the parameters or
/// on a resume (method.md, section 10). Thread-safe. Tests inject numbers of their own.
/// </remarks>
public interface IGaussianSource
{
    /// <summary>Fills a span with independent standard normal numbers.</summary>
    /// <param name="parameter">The checkpoint name of the parameter that the numbers are for.</param>
    /// <param name="draw">Which draw for that parameter, counted from 0: its refresh count.</param>
    /// <param name="destination">Receives the numbers.</param>
    void Fill(string parameter, long draw, Span<double> destination);
}
