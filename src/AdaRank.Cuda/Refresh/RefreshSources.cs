using AdaRank.Cuda.Compilation;

namespace AdaRank.Cuda.Refresh;

/// <summary>The sources of the kernels of a refresh, which the assembly carries.</summary>
internal static class RefreshSources
{
    /// <summary>Norms of gradients and the columns that sketches start at.</summary>
    public static KernelSource Start => Read("refresh_start.cu");

    /// <summary>Cholesky QR with repairs.</summary>
    public static KernelSource Orthonormal => Read("refresh_orthonormal.cu");

    /// <summary>Eigenvectors of small Gram matrices.</summary>
    public static KernelSource Eigen => Read("refresh_eigen.cu");

    /// <summary>Signs, candidates, the report, and bases cut from candidates.</summary>
    public static KernelSource Finish => Read("refresh_finish.cu");

    /// <summary>Moments into new coordinates.</summary>
    public static KernelSource Transport => Read("refresh_transport.cu");

    // Included by hand: NVRTC has no folder to look for them.
    private static KernelSource Read(string name) => new(name, $"{ReadText("philox.cuh")}\n{ReadText("bfloat16.cuh")}\n{ReadText(name)}");

    private static string ReadText(string name)
    {
        using var stream = typeof(RefreshSources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its kernel source '{name}': it was not built by its project file.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
