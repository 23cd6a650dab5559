using AdaRank.Cuda.Compilation;

namespace AdaRank.Cuda.Kernels;

/// <summary>The sources of the kernels, which the assembly carries: they are compiled where they run.</summary>
internal static class KernelSources
{
    /// <summary>Adam's moments, their checks, and the directions that come of them.</summary>
    public static KernelSource AdamMoments => Read("adam_moments.cu");

    /// <summary>The product of basis and direction, added to weights in bf16.</summary>
    public static KernelSource LowRankUpdate => Read("low_rank_update.cu", "weight_update.cuh");

    /// <summary>The same for lines that the copy engine can move.</summary>
    public static KernelSource StreamedUpdate => Read("streamed_update.cu", "weight_update.cuh");

    /// <summary>A product that cuBLAS has written, added to weights.</summary>
    public static KernelSource RoundedAdd => Read("rounded_add.cu", "weight_update.cuh");

    // Included by hand: NVRTC has no folder to look for them.
    private static KernelSource Read(string name, params ReadOnlySpan<string> included)
    {
        var text = $"{ReadText("philox.cuh")}\n{ReadText("bfloat16.cuh")}\n";
        foreach (var file in included)
        {
            text += $"{ReadText(file)}\n";
        }

        return new(name, text + ReadText(name));
    }

    private static string ReadText(string name)
    {
        using var stream = typeof(KernelSources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its kernel source '{name}': it was not built by its project file.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
