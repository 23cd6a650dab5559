using AdaRank.Checkpoints;
using AdaRank.Models;
using Pretrain.Commands;
using static TorchSharp.torch;

namespace Pretrain.Training;

/// <summary>Weights of an earlier run, checked before they are used.</summary>
internal sealed class StartingWeights : IDisposable
{
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, Tensor> _tensors;

    private StartingWeights(string path, IReadOnlyDictionary<string, Tensor> tensors) => (_path, _tensors) = (path, tensors);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It cannot be read, is damaged, or holds NaN or Inf.</exception>
    public static StartingWeights Load(string path)
    {
        IReadOnlyDictionary<string, Tensor> tensors;
        try
        {
            tensors = SafetensorsFile.Read(path);
        }
        catch (InvalidDataException problem)
        {
            throw new InputException($"weights: {problem.Message}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(InputFile.Explain("weights", path, problem));
        }

        var weights = new StartingWeights(path, tensors);
        try
        {
            weights.RequireFinite();
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Overwrites the weights of a model.</summary>
    /// <exception cref="InputException">Names, shapes or element types are not those of the model, which is unchanged then.</exception>
    public void CopyTo(IModel model)
    {
        var parameters = model.ListParameters();
        foreach (var parameter in parameters)
        {
            Check(parameter);
        }

        var surplus = _tensors.Keys.Except(parameters.Select(parameter => parameter.Name)).FirstOrDefault();
        if (surplus is not null)
        {
            throw Misfit($"it holds '{surplus}', which the model does not have");
        }

        using var _ = no_grad();
        foreach (var parameter in parameters)
        {
            parameter.Value.copy_(_tensors[parameter.Name]);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private void RequireFinite()
    {
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in _tensors)
        {
            if (tensor.is_floating_point() && !tensor.isfinite().all().item<bool>())
            {
                throw Misfit($"'{name}' holds NaN or Inf");
            }
        }
    }

    private void Check(ModelParameter parameter)
    {
        if (!_tensors.TryGetValue(parameter.Name, out var tensor))
        {
            throw Misfit($"'{parameter.Name}' is missing");
        }

        if (!tensor.shape.SequenceEqual(parameter.Value.shape) || tensor.dtype != parameter.Value.dtype)
        {
            throw Misfit(
                $"'{parameter.Name}' is {Describe(tensor)} where the model has {Describe(parameter.Value)}");
        }
    }

    private static string Describe(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";

    private InputException Misfit(string what) => new($"weights '{_path}' do not fit: {what}. Give a file that this sample saved.");
}
