namespace Pretrain.Commands;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The training failed: a loss became NaN or infinite, or a file could not be written.</summary>
    public const int Failure = 1;

    /// <summary>A setting or a file that was given cannot be used. Nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped by Ctrl-C, as shells count it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
