namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>Work in parts that any thread may do, in any order and several at once.</summary>
internal interface IChunkedWork
{
    /// <summary>Does one part. What it writes, no other part reads or writes.</summary>
    /// <param name="chunk">Which one.</param>
    void Run(int chunk);
}
