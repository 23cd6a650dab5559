namespace Pretrain.Commands;

/// <summary>Says in one line why a file that was given cannot be read.</summary>
internal static class InputFile
{
    public static string Explain(string setting, string path, Exception problem) => problem switch
    {
        _ when Directory.Exists(path) => $"{setting} '{path}' is a folder: give a file.",
        FileNotFoundException or DirectoryNotFoundException or ArgumentException => $"{setting} '{path}' does not exist: give a file.",
        UnauthorizedAccessException => $"{setting} '{path}' may not be read: change its permissions, or give another file.",
        _ => $"{setting} '{path}' cannot be read: {problem.Message}",
    };
}
