using System.Runtime.InteropServices;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Native;

namespace AdaRank.Cuda.Blas;

/// <summary>Products of matrices by cuBLAS, with a handle of our own.</summary>
/// <remarks>
/// PyTorch's handle has settings of its own that its user chose, and it is not to be had. Matrices are column-major, as cuBLAS
/// has them; see <see cref="GemmShape.RowMajor"/>. Calls queue work and return; what they are given must live until it has
/// run. Not safe for several threads at once.
/// </remarks>
internal sealed unsafe class CudaBlas : SafeHandle
{
    private const int DefaultAlgorithm = -1;

    private static readonly Lazy<NativeExports> Library = new(static () => CudaLibraryLoader.Load(CudaLibrary.Blas));

    private readonly delegate* unmanaged<nint, int> _destroy;
    private readonly delegate* unmanaged<nint, nint, int> _setStream;
    private readonly delegate* unmanaged<nint, int, int> _setMathMode;
    private readonly delegate* unmanaged<int, byte*> _getStatusName;
    private readonly delegate* unmanaged<int, byte*> _getStatusString;
    private readonly delegate* unmanaged<nint, int, int, int, int, int, void*, nint, int, int, nint, int, int, void*, nint, int, int, int, int, int> _gemm;
    private readonly delegate* unmanaged<nint, int, int, int, int, int, void*, nint, int, int, nint, int, int, void*, nint, int, int, int, int, int, int> _gemmBatched;
    private readonly delegate* unmanaged<nint, int, int, int, int, int, void*, nint, int, int, long, nint, int, int, long, void*, nint, int, int, long, int, int, int, int> _gemmStrided;

    private readonly CudaDevice _device;
    private CudaStream _stream;
    private BlasMathMode _mathMode;

    /// <summary>Makes a handle on the default stream, without TF32.</summary>
    /// <param name="device">The device.</param>
    /// <exception cref="CudaException">cuBLAS is missing or refuses.</exception>
    public CudaBlas(CudaDevice device)
        : this(device, Library.Value)
    {
    }

    /// <summary>Makes a handle on the default stream, without TF32.</summary>
    /// <param name="device">The device.</param>
    /// <param name="exports">The functions of cuBLAS.</param>
    /// <exception cref="CudaException">A function is missing or fails.</exception>
    public CudaBlas(CudaDevice device, NativeExports exports)
        : base(0, ownsHandle: true)
    {
        _device = device;
        _getStatusName = (delegate* unmanaged<int, byte*>)exports.Require("cublasGetStatusName");
        _getStatusString = (delegate* unmanaged<int, byte*>)exports.Require("cublasGetStatusString");
        _destroy = (delegate* unmanaged<nint, int>)exports.Require("cublasDestroy_v2");
        _setStream = (delegate* unmanaged<nint, nint, int>)exports.Require("cublasSetStream_v2");
        _setMathMode = (delegate* unmanaged<nint, int, int>)exports.Require("cublasSetMathMode");
        _gemm = (delegate* unmanaged<nint, int, int, int, int, int, void*, nint, int, int, nint, int, int, void*, nint, int, int, int, int, int>)
            exports.Require("cublasGemmEx");
        _gemmBatched = (delegate* unmanaged<nint, int, int, int, int, int, void*, nint, int, int, nint, int, int, void*, nint, int, int, int, int, int, int>)
            exports.Require("cublasGemmBatchedEx");
        _gemmStrided = (delegate* unmanaged<nint, int, int, int, int, int, void*, nint, int, int, long, nint, int, int, long, void*, nint, int, int, long, int, int, int, int>)
            exports.Require("cublasGemmStridedBatchedEx");

        using var current = device.Enter();
        nint made;
        Check(((delegate* unmanaged<nint*, int>)exports.Require("cublasCreate_v2"))(&made), "cublasCreate", null);
        SetHandle(made);
        Check(_setMathMode(handle, (int)BlasMathMode.Default), "cublasSetMathMode", null);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Which short cuts are allowed. Without a choice, fp32 products are fp32 ones.</summary>
    /// <exception cref="CudaException">cuBLAS refuses.</exception>
    public BlasMathMode MathMode
    {
        get => _mathMode;
        set
        {
            using var current = Enter();
            Check(_setMathMode(handle, (int)value), "cublasSetMathMode", null);
            _mathMode = value;
        }
    }

    /// <summary>Queues one product.</summary>
    /// <param name="shape">Shapes and layouts.</param>
    /// <param name="types">Types.</param>
    /// <param name="a">A, on the device.</param>
    /// <param name="b">B, on the device.</param>
    /// <param name="c">C, on the device; overlaps with neither.</param>
    /// <param name="alpha">What the product is multiplied by.</param>
    /// <param name="beta">What C is multiplied by before the product is added; with 0, C is not read.</param>
    /// <param name="stream">Where.</param>
    /// <param name="bank">What for, for messages; null for none.</param>
    /// <exception cref="ArgumentException">An argument does not do.</exception>
    /// <exception cref="CudaException">cuBLAS refuses, or earlier work on the device failed.</exception>
    public void Multiply(
        in GemmShape shape, GemmTypes types, nint a, nint b, nint c, double alpha, double beta, CudaStream stream, string? bank = null)
    {
        CheckCall(shape, types, a, b, c);
        var alphaBits = types.ScaleBits(alpha, nameof(alpha));
        var betaBits = types.ScaleBits(beta, nameof(beta));
        using var current = Enter();
        UseStream(stream);
        Check(
            _gemm(
                handle, (int)shape.OpA, (int)shape.OpB, shape.M, shape.N, shape.K, &alphaBits,
                a, (int)types.Factors, shape.StrideA, b, (int)types.Factors, shape.StrideB, &betaBits,
                c, (int)types.Product, shape.StrideC, (int)types.Compute, DefaultAlgorithm),
            "cublasGemmEx",
            bank);
    }

    /// <summary>Queues products of matrices that lie anywhere, all of one shape.</summary>
    /// <param name="shape">Shapes and layouts.</param>
    /// <param name="types">Types.</param>
    /// <param name="a">A table, on the device, of pointers to the A.</param>
    /// <param name="b">A table, on the device, of pointers to the B.</param>
    /// <param name="c">A table, on the device, of pointers to the C; no two overlap.</param>
    /// <param name="count">How many products.</param>
    /// <param name="alpha">What the products are multiplied by.</param>
    /// <param name="beta">What each C is multiplied by before; with 0, C is not read.</param>
    /// <param name="stream">Where.</param>
    /// <param name="bank">What for, for messages; null for none.</param>
    /// <exception cref="ArgumentException">An argument does not do.</exception>
    /// <exception cref="CudaException">cuBLAS refuses, or earlier work on the device failed.</exception>
    /// <remarks>With a beta of exactly 1 cuBLAS may choose a much slower kernel than with the number below it.</remarks>
    public void MultiplyBatch(
        in GemmShape shape, GemmTypes types, nint a, nint b, nint c, int count, double alpha, double beta, CudaStream stream, string? bank = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        CheckCall(shape, types, a, b, c);
        CheckAligned(nameof(a), a, sizeof(long));
        CheckAligned(nameof(b), b, sizeof(long));
        CheckAligned(nameof(c), c, sizeof(long));
        var alphaBits = types.ScaleBits(alpha, nameof(alpha));
        var betaBits = types.ScaleBits(beta, nameof(beta));
        using var current = Enter();
        UseStream(stream);
        Check(
            _gemmBatched(
                handle, (int)shape.OpA, (int)shape.OpB, shape.M, shape.N, shape.K, &alphaBits,
                a, (int)types.Factors, shape.StrideA, b, (int)types.Factors, shape.StrideB, &betaBits,
                c, (int)types.Product, shape.StrideC, count, (int)types.Compute, DefaultAlgorithm),
            "cublasGemmBatchedEx",
            bank);
    }

    /// <summary>Queues products of matrices that lie at equal distances, all of one shape.</summary>
    /// <param name="shape">Shapes and layouts.</param>
    /// <param name="types">Types.</param>
    /// <param name="a">The first A, on the device.</param>
    /// <param name="distanceA">Elements from one A to the next; 0 for the same one in each product.</param>
    /// <param name="b">The first B, on the device.</param>
    /// <param name="distanceB">Elements from one B to the next; 0 for the same one in each product.</param>
    /// <param name="c">The first C, on the device.</param>
    /// <param name="distanceC">Elements from one C to the next; they do not overlap.</param>
    /// <param name="count">How many products.</param>
    /// <param name="alpha">What the products are multiplied by.</param>
    /// <param name="beta">What each C is multiplied by before; with 0, C is not read.</param>
    /// <param name="stream">Where.</param>
    /// <param name="bank">What for, for messages; null for none.</param>
    /// <exception cref="ArgumentException">An argument does not do.</exception>
    /// <exception cref="CudaException">cuBLAS refuses, or earlier work on the device failed.</exception>
    public void MultiplyStrided(
        in GemmShape shape,
        GemmTypes types,
        nint a,
        long distanceA,
        nint b,
        long distanceB,
        nint c,
        long distanceC,
        int count,
        double alpha,
        double beta,
        CudaStream stream,
        string? bank = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(distanceA);
        ArgumentOutOfRangeException.ThrowIfNegative(distanceB);
        CheckCall(shape, types, a, b, c);
        var sizeC = ((long)shape.StrideC * (shape.N - 1)) + shape.M;
        if (count > 1 && distanceC < sizeC)
        {
            throw new ArgumentOutOfRangeException(
                nameof(distanceC), distanceC, $"{nameof(distanceC)} must be at least {sizeC}, the elements of one C: products would overwrite each other.");
        }

        var alphaBits = types.ScaleBits(alpha, nameof(alpha));
        var betaBits = types.ScaleBits(beta, nameof(beta));
        using var current = Enter();
        UseStream(stream);
        Check(
            _gemmStrided(
                handle, (int)shape.OpA, (int)shape.OpB, shape.M, shape.N, shape.K, &alphaBits,
                a, (int)types.Factors, shape.StrideA, distanceA, b, (int)types.Factors, shape.StrideB, distanceB, &betaBits,
                c, (int)types.Product, shape.StrideC, distanceC, count, (int)types.Compute, DefaultAlgorithm),
            "cublasGemmStridedBatchedEx",
            bank);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        var destroy = _destroy;
        return _device.Release(handle, (_, owned) => destroy(owned));
    }

    private static void CheckCall(in GemmShape shape, GemmTypes types, nint a, nint b, nint c)
    {
        shape.Check();
        types.Check(nameof(types));
        CheckPointer(nameof(a), a);
        CheckPointer(nameof(b), b);
        CheckPointer(nameof(c), c);
    }

    private static void CheckPointer(string name, nint pointer)
    {
        if (pointer == 0)
        {
            throw new ArgumentNullException(name, $"{name} is a null pointer: pass the address of memory on the device.");
        }
    }

    private static void CheckAligned(string name, nint pointer, int bytes)
    {
        if (pointer % bytes != 0)
        {
            throw new ArgumentException($"{name} is {pointer}, which no table of pointers can begin at: begin it at a multiple of {bytes}.", name);
        }
    }

    private CurrentContext Enter()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return _device.Enter();
    }

    private void UseStream(CudaStream stream)
    {
        // The call also makes cuBLAS forget its work space, so only when it changes something.
        if (stream != _stream)
        {
            Check(_setStream(handle, stream.Handle), "cublasSetStream", null);
            _stream = stream;
        }
    }

    private void Check(int status, string operation, string? bank)
    {
        if (status == (int)BlasStatus.Success)
        {
            return;
        }

        var failure = new CudaFailure(operation, status, Text(_getStatusName(status)), Text(_getStatusString(status)), null, bank);
        throw (BlasStatus)status == BlasStatus.AllocationFailed
            ? new CudaOutOfMemoryException(failure, requestedBytes: null, freeBytes: null, totalBytes: null)
            : new CudaException(failure, Advice((BlasStatus)status));
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static string? Advice(BlasStatus status) => status switch
    {
        BlasStatus.ExecutionFailed or BlasStatus.InternalError =>
            "A kernel queued earlier may be the cause, PyTorch's among them: set CUDA_LAUNCH_BLOCKING=1 to find it.",
        BlasStatus.ArchitectureMismatch or BlasStatus.NotSupported => "This device, or this cuBLAS, has no such product: use fp32.",
        _ => null,
    };
}
