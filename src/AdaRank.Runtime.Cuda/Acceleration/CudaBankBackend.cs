using System.Collections.Concurrent;
using AdaRank.Banks;
using AdaRank.Cuda;
using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Errors;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.State;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaRank.Acceleration;

/// <summary>Steps banks of bf16 and fp32 weights on CUDA devices by <see cref="AdamBank"/>.</summary>
/// <remarks>Compiled kernels live until nobody uses them any more: optimizers may outlive their provider.</remarks>
internal sealed class CudaBankBackend : IBankBackend
{
    private readonly ConcurrentDictionary<int, Lazy<(BankKernels? Kernels, string? Reason)>> _devices = new();

    /// <inheritdoc/>
    public string Name => "cuda";

    /// <inheritdoc/>
    public string? WhyNot(BankDescription bank) => bank switch
    {
        { Device.type: not DeviceType.CUDA } => $"its weights are on {bank.Device}",
        { WeightDtype: not (ScalarType.BFloat16 or ScalarType.Float32) } => $"its weights are {bank.WeightDtype}, and the kernels take BFloat16 and Float32",
        { Step: not LowRankAdamStep } => $"its step is {bank.Step.GetType().Name}, and the kernels do that of key 'adam'",
        { Step: LowRankAdamStep step } when step.State.Slots[0].Encoding != step.State.Slots[1].Encoding => "its two moments are stored in different ways",
        { HighestRank: > BankGeometry.MaxRank } => $"its ranks may be up to {bank.HighestRank}, and the kernels take {BankGeometry.MaxRank}",
        { Shape: { Rows: > int.MaxValue } or { Columns: > int.MaxValue } } => "its matrices have more than 2,147,483,647 rows or columns",
        _ => KernelsOf(bank).Reason,
    };

    /// <inheritdoc/>
    public int BasisElementBytes(BankDescription bank) => TypeOf(bank) is WeightType.Float32 ? sizeof(float) : sizeof(float) / 2;

    /// <inheritdoc/>
    public IDeviceBank Open(BankDescription bank, int rank, IReadOnlyList<string> names, ulong seed)
    {
        var step = (LowRankAdamStep)bank.Step;
        var encoding = step.State.Slots[0].Encoding switch
        {
            StateEncoding.BFloat16 => MomentEncoding.BFloat16,
            StateEncoding.Blockwise8Bit => MomentEncoding.Blockwise8Bit,
            _ => MomentEncoding.Float32,
        };
        var (beta1, beta2, epsilon, scale) = step.Numbers;
        var (rows, columns) = (checked((int)bank.Shape.Rows), checked((int)bank.Shape.Columns));
        return new AdamDeviceBank(
            KernelsOf(bank).Kernels!,
            $"{bank.Group}, {names.Count} of {rows} x {columns} at rank {rank}",
            new BankGeometry(rows, columns, rank),
            names,
            encoding,
            new AdamSettings(beta1, beta2, epsilon, scale),
            seed,
            TypeOf(bank));
    }

    private static WeightType TypeOf(BankDescription bank) => bank.WeightDtype is ScalarType.Float32 ? WeightType.Float32 : WeightType.BFloat16;

    private (BankKernels? Kernels, string? Reason) KernelsOf(BankDescription bank) =>
        _devices.GetOrAdd(Math.Max(0, bank.Device.index), static ordinal => new(() => Load(ordinal))).Value;

    private static (BankKernels? Kernels, string? Reason) Load(int ordinal)
    {
        try
        {
            return (new BankKernels(CudaBackend.Open(ordinal)), null);
        }
        catch (Exception failure) when (failure is CudaException or PlatformNotSupportedException)
        {
            return (null, $"the kernels cannot be had: {failure.Message.Split('\n')[0].TrimEnd('.')}");
        }
    }
}
