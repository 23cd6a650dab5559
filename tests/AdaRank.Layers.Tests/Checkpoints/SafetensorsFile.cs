using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;

namespace AdaRank.Layers.Tests.Checkpoints;

/// <summary>Reads small safetensors files whole: for tests, fp32 and int64 only.</summary>
internal static class SafetensorsFile
{
    public static Dictionary<string, torch.Tensor> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        return header.RootElement.EnumerateObject()
            .Where(entry => entry.Name != "__metadata__")
            .ToDictionary(entry => entry.Name, entry => ReadTensor(entry.Value, bytes.AsSpan(8 + headerLength)));
    }

    private static torch.Tensor ReadTensor(JsonElement entry, Span<byte> data)
    {
        var shape = entry.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()).ToArray();
        var offsets = entry.GetProperty("data_offsets");
        var type = entry.GetProperty("dtype").GetString() switch
        {
            "F32" => torch.ScalarType.Float32,
            "I64" => torch.ScalarType.Int64,
            var other => throw new NotSupportedException(other),
        };
        var tensor = torch.empty(shape, type);
        tensor.bytes = data[offsets[0].GetInt32()..offsets[1].GetInt32()];
        return tensor;
    }
}
