namespace AdaRank.Annotations;

/// <summary>What is generated for a class with <see cref="ModelAttribute"/>.</summary>
[Flags]
public enum GeneratedParts
{
    /// <summary>Nothing: no valid choice.</summary>
    None = 0,

    /// <summary>
    /// The module: its base class, the components that its annotated properties declare, their registration, and the dispose
    /// scope around <c>Forward</c>.
    /// </summary>
    Module = 1,

    /// <summary>The parameter catalogue, with the map of checkpoint names.</summary>
    /// <remarks>
    /// Alone, it is the way in for a module that was written by hand: the class keeps its base, its constructor and its
    /// registration, and its fields of TorchSharp's own layer types may say how they are trained.
    /// </remarks>
    Catalogue = 2,

    /// <summary>The extension of the service collection: <c>services.AddLlama()</c>.</summary>
    Wiring = 4,

    /// <summary>Everything.</summary>
    All = Module | Catalogue | Wiring,
}
