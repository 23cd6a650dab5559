using System.Text.Json;
using System.Text.Json.Nodes;
using AdaRank.Checkpoints;
using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>One golden case: its hyper-parameters, its tensors in the precision asked for, and its tolerance.</summary>
internal sealed class VectorCase : IDisposable
{
    private readonly IReadOnlyDictionary<string, Tensor> _tensors;

    private VectorCase(string name, string kind, JsonElement hyper, double tolerance, ScalarType dtype, IReadOnlyDictionary<string, Tensor> tensors)
    {
        (Name, Kind, Hyper, Tolerance, Dtype) = (name, kind, hyper, tolerance, dtype);
        _tensors = tensors;
    }

    public string Name { get; }

    public string Kind { get; }

    public JsonElement Hyper { get; private set; }

    public double Tolerance { get; }

    public ScalarType Dtype { get; }

    /// <summary>Where the cases are: the repository's own, or another set in the same layout.</summary>
    private static string Folder =>
        Environment.GetEnvironmentVariable("ADARANK_VECTORS") ?? Path.Combine(AppContext.BaseDirectory, "vectors");

    public static IReadOnlyList<(string Name, string Kind)> List()
    {
        using var manifest = ReadManifest();
        return
        [
            .. manifest.RootElement.GetProperty("cases").EnumerateArray()
                .Select(entry => (entry.GetProperty("name").GetString()!, entry.GetProperty("kind").GetString()!)),
        ];
    }

    public static JsonDocument ReadManifest() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "manifest.json")));

    public static VectorCase Load(string name, ScalarType dtype)
    {
        using var manifest = ReadManifest();
        var entry = manifest.RootElement.GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        var tolerance = entry.GetProperty(dtype is ScalarType.Float64 ? "tol_f64" : "tol_f32").GetDouble();
        var tensors = SafetensorsFile.Read(Path.Combine(Folder, entry.GetProperty("file").GetString()!));
        return new VectorCase(name, entry.GetProperty("kind").GetString()!, entry.GetProperty("hyper").Clone(), tolerance, dtype, tensors);
    }

    public double Number(string key) => Hyper.GetProperty(key).GetDouble();

    /// <summary>Replaces one hyper-parameter.</summary>
    /// <param name="key">Which one.</param>
    /// <param name="json">Its value, as JSON.</param>
    public void Replace(string key, string json)
    {
        var changed = JsonNode.Parse(Hyper.GetRawText())!.AsObject();
        changed[key] = JsonNode.Parse(json);
        Hyper = JsonSerializer.SerializeToElement(changed);
    }

    /// <summary>A number that some kinds have, and what it is for the others.</summary>
    public double Number(string key, double otherwise) => Hyper.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;

    /// <summary>A switch: true or false, on or off.</summary>
    public bool Flag(string key) => Hyper.GetProperty(key) is { ValueKind: JsonValueKind.String }
        ? Choose(key, ("on", true), ("off", false))
        : Hyper.GetProperty(key).GetBoolean();

    /// <summary>What a word stands for; a word that is none of those given fails the case.</summary>
    public T Choose<T>(string key, params (string Word, T Meaning)[] meanings)
    {
        var word = Text(key);
        var found = meanings.Where(meaning => meaning.Word == word).ToList();
        Assert.True(found.Count == 1, $"{Name}: '{key}' is '{word}', and only {string.Join(", ", meanings.Select(meaning => meaning.Word))} mean something.");
        return found[0].Meaning;
    }

    public int Integer(string key) => Hyper.GetProperty(key).GetInt32();

    public string Text(string key) => Hyper.GetProperty(key).GetString()!;

    public bool Has(string tensor) => _tensors.ContainsKey(tensor);

    /// <summary>An input, in the precision of the run.</summary>
    public Tensor Input(string name) => _tensors[$"in.{name}"].to(Dtype);

    /// <summary>An expected result, in fp64.</summary>
    public Tensor Expected(string name) => _tensors[$"out.{name}"].to(ScalarType.Float64);

    public int[] ExpectedIntegers(string name)
    {
        using var values = _tensors[$"out.{name}"].to(ScalarType.Int32);
        return values.data<int>().ToArray();
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
