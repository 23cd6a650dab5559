using AdaRank;
using static TorchSharp.torch;

namespace Pretrain.Commands;

/// <summary>The devices and element types that a model can be trained on and in, by the names that the command line has for them.</summary>
internal static class WhereItTrains
{
    public const string Cpu = "cpu";
    public const string Cuda = "cuda";
    public const string Float32 = "fp32";
    public const string BFloat16 = "bf16";

    public static string CheckDevice(string name) => name is Cpu or Cuda
        ? name
        : throw new InvalidSettingException("device", name, $"use {Cpu} or {Cuda}");

    public static string CheckDtype(string name) => name is Float32 or BFloat16
        ? name
        : throw new InvalidSettingException("dtype", name, $"use {Float32} or {BFloat16}");

    /// <summary>The device, if there is one.</summary>
    /// <exception cref="InvalidSettingException">libtorch has no CUDA, or finds no device.</exception>
    public static Device ToDevice(string name)
    {
        if (name == Cpu)
        {
            return CPU;
        }

        return cuda.is_available()
            ? CUDA
            : throw new InvalidSettingException(
                "device", name, $"use {Cpu}, or start the program where there is a CUDA device and a libtorch built for CUDA (ADARANK_LIBTORCH)");
    }

    public static ScalarType ToDtype(string name) => name == BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
}
