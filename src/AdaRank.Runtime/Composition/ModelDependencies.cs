using System.Collections.Immutable;

namespace AdaRank.Composition;

/// <summary>Tells AdaRank what the constructor of a registered model takes from the container, so that it is checked at start-up.</summary>
/// <remarks>
/// A service, registered beside the model by the generated <c>Add</c> method. A model is a singleton that a factory
/// builds, so nothing else shows what it needs before it is built, with all its weights.
/// </remarks>
/// <param name="model">The model's class.</param>
/// <param name="services">The services that its constructor asks the container for.</param>
public sealed class ModelDependencies(Type model, params ImmutableArray<Type> services)
{
    /// <summary>The model's class.</summary>
    public Type Model { get; } = model;

    /// <summary>The services that its constructor asks the container for.</summary>
    public ImmutableArray<Type> Services { get; } = services;
}
