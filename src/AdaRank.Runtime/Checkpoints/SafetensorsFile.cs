using System.Buffers.Binary;
using System.Text.Json;
using AdaRank.Files;
using static TorchSharp.torch;

namespace AdaRank.Checkpoints;

/// <summary>Reads and writes tensors in the safetensors format, which cannot carry code.</summary>
public static class SafetensorsFile
{
    private const int HeaderAlignment = 8;

    /// <summary>Lists the tensors of a file without reading them.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no safetensors file, or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<SafetensorsEntry> List(string path)
    {
        using var stream = File.OpenRead(path);
        return SafetensorsHeader.Read(stream, path).Entries;
    }

    /// <summary>Reads all tensors of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Tensors by name, on the CPU, in no dispose scope; the caller disposes them.</returns>
    /// <exception cref="InvalidDataException">The file is no safetensors file, or is damaged.</exception>
    /// <exception cref="NotSupportedException">A tensor is larger than 2 GiB.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        using var stream = File.OpenRead(path);
        var header = SafetensorsHeader.Read(stream, path);
        var tensors = new Dictionary<string, Tensor>(header.Entries.Count, StringComparer.Ordinal);
        try
        {
            foreach (var entry in header.Entries)
            {
                if (entry.End - entry.Begin > int.MaxValue)
                {
                    throw new NotSupportedException($"Tensor '{entry.Name}' of '{path}' is larger than 2 GiB: split it.");
                }

                var tensor = zeros([.. entry.Shape], entry.Dtype).DetachFromDisposeScope();
                tensors.Add(entry.Name, tensor);
                stream.Position = header.DataStart + entry.Begin;
                stream.ReadExactly(tensor.bytes);
            }

            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    /// <summary>Writes tensors to a file, whole or not at all.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="tensors">Tensors by name, on any device; they stay the caller's.</param>
    /// <param name="metadata">Text to go with them, or null.</param>
    /// <exception cref="NotSupportedException">A tensor has an element type that the format lacks, or is larger than 2 GiB.</exception>
    /// <exception cref="IOException">The file cannot be written; an earlier one is as it was.</exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
        var header = WriteHeader(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var (_, tensor) in ordered)
            {
                using var scope = NewDisposeScope();
                stream.Write(tensor.detach().cpu().contiguous().bytes);
            }
        });
    }

    private static byte[] WriteHeader(List<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var (name, tensor) in tensors)
            {
                offset = WriteEntry(json, name, tensor, offset);
            }

            json.WriteEndObject();
        }

        while (buffer.Length % HeaderAlignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static long WriteEntry(Utf8JsonWriter json, string name, Tensor tensor, long offset)
    {
        var bytes = tensor.numel() * tensor.element_size();
        if (bytes > int.MaxValue)
        {
            throw new NotSupportedException($"Tensor '{name}' is larger than 2 GiB: split it.");
        }

        json.WriteStartObject(name);
        json.WriteString("dtype", SafetensorsHeader.NameOf(tensor.dtype));
        json.WriteStartArray("shape");
        foreach (var length in tensor.shape)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + bytes);
        json.WriteEndArray();
        json.WriteEndObject();
        return offset + bytes;
    }
}
