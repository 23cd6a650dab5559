using System.Globalization;
using System.Text;

namespace AdaRank.Cuda.Errors;

/// <summary>Something of CUDA failed: a call of the driver, of cuBLAS or of NVRTC, or the search for one of them.</summary>
/// <remarks><see cref="Exception.Message"/> is fit to be shown to a person as it is.</remarks>
public class CudaException : Exception
{
    internal CudaException(string message, Exception? cause = null)
        : base(message, cause)
        => StatusName = StatusText = Operation = "";

    internal CudaException(CudaFailure failure, string? advice = null)
        : base(Compose(failure, advice))
    {
        StatusCode = failure.StatusCode;
        StatusName = failure.StatusName;
        StatusText = failure.StatusText;
        Operation = failure.Operation;
        Kernel = failure.Kernel;
        Bank = failure.Bank;
    }

    /// <summary>The status that the library returned, as it numbers them; 0 when no call was made.</summary>
    public int StatusCode { get; }

    /// <summary>The library's name of the status, for example <c>CUDA_ERROR_LAUNCH_FAILED</c>; empty when no call was made.</summary>
    public string StatusName { get; }

    /// <summary>The library's description of the status; empty when it has none.</summary>
    public string StatusText { get; }

    /// <summary>The function that failed, for example <c>cuLaunchKernel</c>; empty when no call was made.</summary>
    public string Operation { get; }

    /// <summary>The kernel that the call was for, or null.</summary>
    public string? Kernel { get; }

    /// <summary>The bank of matrices, or other purpose, that the call was for, or null.</summary>
    public string? Bank { get; }

    private static string Compose(CudaFailure failure, string? advice)
    {
        var message = new StringBuilder(failure.Operation);
        if (failure.Kernel is not null)
        {
            message.Append(CultureInfo.InvariantCulture, $" of '{failure.Kernel}'");
        }

        if (failure.Bank is not null)
        {
            message.Append(CultureInfo.InvariantCulture, $" for bank '{failure.Bank}'");
        }

        message.Append(CultureInfo.InvariantCulture, $" failed: {failure.StatusName} ({failure.StatusCode})");
        if (failure.StatusText.Length > 0)
        {
            message.Append(CultureInfo.InvariantCulture, $": {failure.StatusText}");
        }

        message.Append('.');
        if (advice is not null)
        {
            message.Append(' ').Append(advice);
        }

        return message.ToString();
    }
}
