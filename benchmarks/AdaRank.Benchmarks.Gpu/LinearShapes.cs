namespace AdaRank.Benchmarks.Gpu;

/// <summary>The linear layers of the LLaMA models of the GaLore paper (arXiv 2403.03507), by shape.</summary>
/// <param name="Rows">Outputs.</param>
/// <param name="Columns">Inputs.</param>
/// <param name="Count">How many layers have the shape.</param>
internal sealed record LinearShapes(int Rows, int Columns, int Count)
{
    /// <summary>Shapes of a model.</summary>
    /// <param name="model">60M, 350M, 1B (its intermediate size rounded up from 5461 to 5464) or 7B.</param>
    /// <exception cref="ArgumentException">There is no such model here.</exception>
    public static IReadOnlyList<LinearShapes> Of(string model) => model switch
    {
        "60M" => Llama(512, 1376, 8),
        "350M" => Llama(1024, 2736, 24),
        "1B" => Llama(2048, 5464, 24),
        "7B" => Llama(4096, 11008, 32),
        _ => throw new ArgumentException($"The model '{model}' is not known here: take 60M, 350M, 1B or 7B.", nameof(model)),
    };

    private static LinearShapes[] Llama(int width, int hidden, int layers) =>
        [new(width, width, 4 * layers), new(hidden, width, 2 * layers), new(width, hidden, layers)];
}
