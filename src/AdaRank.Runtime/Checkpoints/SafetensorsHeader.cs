using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace AdaRank.Checkpoints;

/// <summary>The header of a safetensors file: which tensors it holds and where.</summary>
/// <remarks>
/// The format: an unsigned 64-bit little-endian length, that many bytes of JSON, then raw little-endian row-major data.
/// Everything in the header is checked against the file before any of it is believed.
/// </remarks>
internal sealed class SafetensorsHeader
{
    private const int LengthBytes = sizeof(ulong);
    private const long LongestHeader = 100_000_000;

    private static readonly Dictionary<string, (ScalarType Dtype, int Bytes)> Dtypes = new(StringComparer.Ordinal)
    {
        ["F64"] = (ScalarType.Float64, 8),
        ["F32"] = (ScalarType.Float32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I64"] = (ScalarType.Int64, 8),
        ["I32"] = (ScalarType.Int32, 4),
        ["I16"] = (ScalarType.Int16, 2),
        ["I8"] = (ScalarType.Int8, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["BOOL"] = (ScalarType.Bool, 1),
    };

    private SafetensorsHeader(long dataStart, IReadOnlyList<SafetensorsEntry> entries) =>
        (DataStart, Entries) = (dataStart, entries);

    /// <summary>Where the data begins in the file.</summary>
    public long DataStart { get; }

    /// <summary>The tensors, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The name that the format gives to an element type.</summary>
    public static string NameOf(ScalarType dtype) =>
        Dtypes.FirstOrDefault(entry => entry.Value.Dtype == dtype).Key
        ?? throw new NotSupportedException($"The safetensors format has no element type {dtype}: convert the tensor first.");

    /// <summary>Reads and checks the header of an open file.</summary>
    /// <param name="stream">The file, at its start.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="InvalidDataException">The file is no safetensors file, or is damaged.</exception>
    public static SafetensorsHeader Read(Stream stream, string path)
    {
        if (stream.Length < LengthBytes)
        {
            throw Damaged(path, "it is shorter than the length of its header");
        }

        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        stream.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > LongestHeader || (long)length > stream.Length - LengthBytes)
        {
            throw Damaged(path, $"its header claims {length} bytes");
        }

        var json = new byte[length];
        stream.ReadExactly(json);
        var dataStart = LengthBytes + (long)length;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return new SafetensorsHeader(dataStart, ReadEntries(document.RootElement, stream.Length - dataStart, path));
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Damaged(path, $"its header is not as the format says: {problem.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static List<SafetensorsEntry> ReadEntries(JsonElement root, long dataBytes, string path)
    {
        var entries = new List<SafetensorsEntry>();
        foreach (var property in root.EnumerateObject().Where(property => property.Name != "__metadata__"))
        {
            entries.Add(ReadEntry(property, path));
        }

        entries.Sort((left, right) => left.Begin.CompareTo(right.Begin));
        long expected = 0;
        foreach (var entry in entries)
        {
            // Gaps and overlaps are where a hostile file would hide something.
            if (entry.Begin != expected)
            {
                throw Damaged(path, $"tensor '{entry.Name}' begins at {entry.Begin} where {expected} is due");
            }

            expected = entry.End;
        }

        return expected == dataBytes && entries.Select(entry => entry.Name).Distinct(StringComparer.Ordinal).Count() == entries.Count
            ? entries
            : throw Damaged(path, $"its tensors take {expected} bytes of {dataBytes}, or two have one name");
    }

    private static SafetensorsEntry ReadEntry(JsonProperty property, string path)
    {
        var dtypeName = property.Value.GetProperty("dtype").GetString() ?? string.Empty;
        if (!Dtypes.TryGetValue(dtypeName, out var dtype))
        {
            throw Damaged(path, $"tensor '{property.Name}' has the unknown element type '{dtypeName}'");
        }

        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()).ToList();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToList();
        if (offsets.Count != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || shape.Any(length => length < 0))
        {
            throw Damaged(path, $"tensor '{property.Name}' has impossible offsets or lengths");
        }

        // UInt128: the product of hostile lengths must not wrap round to something that fits.
        var bytes = (UInt128)dtype.Bytes;
        foreach (var length in shape)
        {
            bytes = bytes > long.MaxValue ? UInt128.MaxValue : bytes * (ulong)length;
        }

        return bytes == (UInt128)(offsets[1] - offsets[0])
            ? new SafetensorsEntry(property.Name, dtype.Dtype, shape, offsets[0], offsets[1])
            : throw Damaged(path, $"tensor '{property.Name}' of shape [{string.Join(", ", shape)}] does not fit its {offsets[1] - offsets[0]} bytes");
    }

    private static InvalidDataException Damaged(string path, string what) =>
        new($"'{path}' is no readable safetensors file: {what}.");
}
