using AdaRank.Catalogue;
using TorchSharp;

namespace AdaRank.Models;

/// <summary>Joins what a module that was written by hand has registered with the treatments of its catalogue.</summary>
/// <remarks>For classes of which only the catalogue is generated; generated code uses it, too.</remarks>
public static class RegisteredParameters
{
    /// <summary>Stops gradients for what is frozen, as a generated model does when it is made.</summary>
    /// <remarks>
    /// Nothing else is changed: what requires no gradient stays so. Generated services call this, and the optimizer does the
    /// same; call it where a module is made in another way and trained by another optimizer.
    /// </remarks>
    /// <param name="model">The module, complete.</param>
    /// <returns><paramref name="model"/>.</returns>
    /// <exception cref="InvalidOperationException">The catalogue has a parameter that the module has not registered.</exception>
    public static TModel Freeze<TModel>(TModel model)
        where TModel : IModel
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (var parameter in model.ListParameters().Where(parameter => parameter.Treatment is ParameterTreatment.Frozen))
        {
            parameter.Value.requires_grad = false;
            parameter.Value.grad = null;
        }

        return model;
    }

    /// <summary>Lists all registered parameters; one that the catalogue does not know is trained in full.</summary>
    /// <param name="module">The module.</param>
    /// <param name="catalogue">The catalogue of its class.</param>
    /// <returns>The parameters in the order of their registration, each once.</returns>
    /// <exception cref="InvalidOperationException">The catalogue has a parameter that the module has not registered.</exception>
    public static IReadOnlyList<ModelParameter> List(torch.nn.Module module, ParameterCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(catalogue);
        var map = new CheckpointMap(catalogue.Select(entry => (entry.Name, entry.Name)));
        HashSet<string> missing = [.. catalogue.Where(MustBeThere).Select(entry => entry.Name)];
        List<ModelParameter> listed = [];
        foreach (var (name, value) in module.named_parameters())
        {
            var entry = map.TryGetPattern(name, out var pattern) ? catalogue[pattern] : null;
            missing.Remove(pattern ?? "");
            listed.Add(entry is null
                ? new ModelParameter(name, value, ParameterTreatment.FullRank)
                : new ModelParameter(entry, value) { Name = name });
        }

        return missing.Count == 0 ? listed : throw new InvalidOperationException(
            $"{module.GetType().Name} has registered no parameter '{missing.Order(StringComparer.Ordinal).First()}', which stands in its "
            + "catalogue: register the member under this name, or say the name with [CheckpointName].");

        // A row may be empty, and what a flag decides may be absent.
        static bool MustBeThere(ParameterEntry entry) =>
            entry.Condition is null && !entry.Name.Split('.').Contains("*");
    }
}
