using AdaRank.Catalogue;
using TorchSharp;

namespace AdaRank.Models;

/// <summary>Lists what a module that was written by hand has registered, with the treatments of its catalogue.</summary>
/// <remarks>Used by generated code for classes of which only the catalogue is generated.</remarks>
public static class RegisteredParameters
{
    /// <summary>Lists all registered parameters; one that the catalogue does not know is trained in full.</summary>
    /// <param name="module">The module.</param>
    /// <param name="catalogue">The catalogue of its class.</param>
    /// <returns>The parameters in the order of their registration, each once.</returns>
    /// <exception cref="InvalidOperationException">The catalogue has a parameter that the module has not registered.</exception>
    public static IReadOnlyList<ModelParameter> List(torch.nn.Module module, ParameterCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(catalogue);
        var entries = catalogue.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        var map = new CheckpointMap(catalogue.Select(entry => (entry.Name, entry.Name)));
        HashSet<string> missing = [.. catalogue.Where(MustBeThere).Select(entry => entry.Name)];
        List<ModelParameter> listed = [];
        foreach (var (name, value) in module.named_parameters())
        {
            var entry = map.TryGetPattern(name, out var pattern) ? entries[pattern] : null;
            missing.Remove(pattern ?? "");
            listed.Add(entry is null
                ? new ModelParameter(name, value, ParameterTreatment.FullRank)
                : new ModelParameter(name, value, entry.Treatment, entry.Group)
                {
                    LearningRate = entry.LearningRate,
                    Decay = entry.Decay,
                    RowAxes = entry.RowAxes,
                    Stated = entry.Stated,
                });
        }

        return missing.Count == 0 ? listed : throw new InvalidOperationException(
            $"{module.GetType().Name} has registered no parameter '{missing.Order(StringComparer.Ordinal).First()}', which stands in its "
            + "catalogue: register the member under this name, or say the name with [CheckpointName].");

        // A row may be empty, and what a flag decides may be absent.
        static bool MustBeThere(ParameterEntry entry) =>
            entry.Condition is null && !entry.Name.Split('.').Contains("*");
    }
}
