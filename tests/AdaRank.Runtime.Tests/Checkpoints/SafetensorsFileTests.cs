using System.Buffers.Binary;
using System.Text;
using AdaRank.Checkpoints;
using static TorchSharp.torch;

namespace AdaRank.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adarank-").FullName;

    private string FilePath => Path.Combine(_folder, "model.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Byte)]
    public void Read_WhatWasWritten_IsTheSameBits(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var original = new Dictionary<string, Tensor>
        {
            ["b.weight"] = arange(12, ScalarType.Float32).reshape(3, 4).to(dtype),
            ["a.transposed"] = arange(6, ScalarType.Float32).reshape(2, 3).to(dtype).t(),
            ["scalar"] = tensor(3.0f).to(dtype),
            ["empty"] = zeros([0, 4], dtype),
        };

        SafetensorsFile.Write(FilePath, original, new Dictionary<string, string> { ["format"] = "pt" });
        var read = SafetensorsFile.Read(FilePath);

        Assert.Equal(original.Keys.Order(), read.Keys.Order());
        foreach (var (name, tensor) in original)
        {
            Assert.Equal((tensor.dtype, string.Join(',', tensor.shape)), (read[name].dtype, string.Join(',', read[name].shape)));
            Assert.True(read[name].eq(tensor).all().item<bool>());
            read[name].Dispose();
        }
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4)] // data is cut off
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12)] // data nobody owns
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""")] // shape and bytes disagree
    [InlineData("""{"w":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""")]
    [InlineData("""{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""")] // the product wraps to 0
    public void Read_DamagedOrHostileHeader_IsRefusedWithTheName(string header, int dataBytes = 8)
    {
        WriteRaw((ulong)Encoding.UTF8.GetByteCount(header), header, dataBytes);

        var problem = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(FilePath));

        Assert.Contains("model.safetensors' is no readable safetensors file", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1_000_000ul)]
    public void Read_HeaderLongerThanTheFile_AllocatesNothingAndIsRefused(ulong claimed)
    {
        WriteRaw(claimed, "{}", 8);

        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(FilePath));
    }

    [Fact]
    public void Read_EmptyFile_IsRefused()
    {
        File.WriteAllBytes(FilePath, []);

        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(FilePath));
    }

    [Fact]
    public void Write_ElementTypeThatTheFormatLacks_WritesNothing()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { ["w"] = zeros([2], ScalarType.ComplexFloat64) };

        Assert.Throws<NotSupportedException>(() => SafetensorsFile.Write(FilePath, tensors));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    private void WriteRaw(ulong length, string header, int dataBytes)
    {
        using var stream = File.Create(FilePath);
        Span<byte> lengthBytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(lengthBytes, length);
        stream.Write(lengthBytes);
        stream.Write(Encoding.UTF8.GetBytes(header));
        stream.Write(new byte[dataBytes]);
    }
}
