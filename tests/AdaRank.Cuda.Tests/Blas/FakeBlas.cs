using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Native;

namespace AdaRank.Cuda.Tests.Blas;

/// <summary>A library that has cuBLAS's functions and multiplies fp32 and fp64 by the book, in the program's memory. One test uses it at a time.</summary>
internal static unsafe class FakeBlas
{
    private static readonly Dictionary<string, nint> Functions = new()
    {
        ["cublasCreate_v2"] = (nint)(delegate* unmanaged<nint*, int>)&Create,
        ["cublasDestroy_v2"] = (nint)(delegate* unmanaged<nint, int>)&Destroy,
        ["cublasSetStream_v2"] = (nint)(delegate* unmanaged<nint, nint, int>)&SetStream,
        ["cublasSetMathMode"] = (nint)(delegate* unmanaged<nint, int, int>)&SetMathMode,
        ["cublasGetStatusName"] = (nint)(delegate* unmanaged<int, byte*>)&GetStatusName,
        ["cublasGetStatusString"] = (nint)(delegate* unmanaged<int, byte*>)&GetStatusString,
        ["cublasGemmEx"] = (nint)(delegate* unmanaged<nint, int, int, int, int, int, void*, nint, int, int, nint, int, int, void*, nint, int, int, int, int, int>)&Gemm,
        ["cublasGemmBatchedEx"] =
            (nint)(delegate* unmanaged<nint, int, int, int, int, int, void*, nint, int, int, nint, int, int, void*, nint, int, int, int, int, int, int>)&GemmBatched,
        ["cublasGemmStridedBatchedEx"] =
            (nint)(delegate* unmanaged<nint, int, int, int, int, int, void*, nint, int, int, long, nint, int, int, long, void*, nint, int, int, long, int, int, int, int>)&GemmStrided,
    };

    private static readonly nint FailedName = Marshal.StringToCoTaskMemUTF8("CUBLAS_STATUS_EXECUTION_FAILED");
    private static readonly nint FullName = Marshal.StringToCoTaskMemUTF8("CUBLAS_STATUS_ALLOC_FAILED");
    private static readonly nint Text = Marshal.StringToCoTaskMemUTF8("what it means");

    /// <summary>Calls in order.</summary>
    public static List<string> Calls { get; } = [];

    /// <summary>What a function returns instead of doing its work.</summary>
    public static Dictionary<string, int> Failures { get; } = [];

    public static CudaBlas Open(CudaDevice device)
    {
        Calls.Clear();
        Failures.Clear();
        return new CudaBlas(device, new NativeExports("fake", static name => Functions.GetValueOrDefault(name)));
    }

    private static int Status(string call, [CallerMemberName] string function = "")
    {
        Calls.Add(call);
        return Failures.GetValueOrDefault(function);
    }

    [UnmanagedCallersOnly]
    private static int Create(nint* handle)
    {
        *handle = 0xB1;
        return Status("create");
    }

    [UnmanagedCallersOnly]
    private static int Destroy(nint handle) => Status($"destroy {handle:x}");

    [UnmanagedCallersOnly]
    private static int SetStream(nint handle, nint stream) => Status($"stream {stream:x}");

    [UnmanagedCallersOnly]
    private static int SetMathMode(nint handle, int mode) => Status($"math {mode}");

    [UnmanagedCallersOnly]
    private static byte* GetStatusName(int status) => (byte*)(status == 3 ? FullName : FailedName);

    [UnmanagedCallersOnly]
    private static byte* GetStatusString(int status) => (byte*)Text;

    [UnmanagedCallersOnly]
    private static int Gemm(
        nint handle, int opA, int opB, int m, int n, int k, void* alpha, nint a, int typeA, int strideA, nint b, int typeB, int strideB,
        void* beta, nint c, int typeC, int strideC, int compute, int algorithm)
    {
        Multiply(opA, opB, m, n, k, alpha, a, strideA, b, strideB, beta, c, typeC, strideC);
        return Status($"gemm {typeA} {typeB} {typeC} {compute} {algorithm}");
    }

    [UnmanagedCallersOnly]
    private static int GemmBatched(
        nint handle, int opA, int opB, int m, int n, int k, void* alpha, nint a, int typeA, int strideA, nint b, int typeB, int strideB,
        void* beta, nint c, int typeC, int strideC, int count, int compute, int algorithm)
    {
        for (var i = 0; i < count; i++)
        {
            Multiply(opA, opB, m, n, k, alpha, ((nint*)a)[i], strideA, ((nint*)b)[i], strideB, beta, ((nint*)c)[i], typeC, strideC);
        }

        return Status($"batched {count} {typeA} {typeB} {typeC} {compute} {algorithm}");
    }

    [UnmanagedCallersOnly]
    private static int GemmStrided(
        nint handle, int opA, int opB, int m, int n, int k, void* alpha, nint a, int typeA, int strideA, long distanceA, nint b, int typeB, int strideB, long distanceB,
        void* beta, nint c, int typeC, int strideC, long distanceC, int count, int compute, int algorithm)
    {
        var size = typeC == (int)BlasType.Float64 ? sizeof(double) : sizeof(float);
        for (var i = 0; i < count; i++)
        {
            Multiply(
                opA, opB, m, n, k, alpha, a + (nint)(i * distanceA * size), strideA, b + (nint)(i * distanceB * size), strideB,
                beta, c + (nint)(i * distanceC * size), typeC, strideC);
        }

        return Status($"strided {count} {typeA} {typeB} {typeC} {compute} {algorithm}");
    }

    private static void Multiply(
        int opA, int opB, int m, int n, int k, void* alpha, nint a, int strideA, nint b, int strideB, void* beta, nint c, int type, int strideC)
    {
        for (var column = 0; column < n; column++)
        {
            for (var row = 0; row < m; row++)
            {
                var sum = 0.0;
                for (var i = 0; i < k; i++)
                {
                    sum += Element(a, type, opA == 0 ? (i * strideA) + row : (row * strideA) + i)
                        * Element(b, type, opB == 0 ? (column * strideB) + i : (i * strideB) + column);
                }

                var at = (column * strideC) + row;
                var result = (Element((nint)alpha, type, 0) * sum) + (Element((nint)beta, type, 0) * Element(c, type, at));
                if (type == (int)BlasType.Float64)
                {
                    ((double*)c)[at] = result;
                }
                else
                {
                    ((float*)c)[at] = (float)result;
                }
            }
        }
    }

    private static double Element(nint matrix, int type, int at)
        => type == (int)BlasType.Float64 ? ((double*)matrix)[at] : ((float*)matrix)[at];
}
