namespace AdaRank.Generators.References;

/// <summary>Which of the types that generated code builds on the references of a project bring.</summary>
[Flags]
internal enum ReferencedTypes
{
    None = 0,

    /// <summary>The service collection.</summary>
    Collection = 1,

    /// <summary>Its extensions that add what is not there yet.</summary>
    Descriptors = 2,

    /// <summary>Its extensions for options.</summary>
    Options = 4,

    /// <summary>What tells AdaRank at start-up which services a model needs.</summary>
    ModelDependencies = 8,

    /// <summary>What loads libtorch, with the method to call.</summary>
    NativeLoader = 16,

    /// <summary>What plugins are declared in.</summary>
    PluginBuilder = 32,

    /// <summary>Everything that the extension of the service collection for a model is written with.</summary>
    Services = Collection | Descriptors | Options,
}
