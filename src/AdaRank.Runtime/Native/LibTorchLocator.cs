namespace AdaRank.Native;

/// <summary>Decides which libtorch a process runs on.</summary>
/// <remarks>
/// What a person asked for is taken or refused, never replaced by something else that happens to lie about. What nobody
/// asked for is searched. An application that carries a libtorch where TorchSharp looks cannot be given another one:
/// TorchSharp loads its own <c>torch_cpu</c> by name, past any import resolver, and the second registration of the same
/// operators aborts the process.
/// </remarks>
internal sealed class LibTorchLocator
{
    public const string Variable = "ADARANK_LIBTORCH";
    public const string Option = "AdaRank.LibTorch";
    public const string DevelopmentOption = "AdaRank.LibTorch.Development";

    private readonly NativePlatform _platform;
    private readonly string _mainFile;

    public LibTorchLocator(NativePlatform platform)
    {
        _platform = platform;
        _mainFile = platform.FileName(NativePlatform.MainLibrary);
    }

    /// <summary>The value of the environment variable; null or blank when not set.</summary>
    public string? VariableValue { get; init; }

    /// <summary>The value of the runtime option; null or blank when not set.</summary>
    public string? OptionValue { get; init; }

    /// <summary>The value of the development option; null or blank when not set.</summary>
    public string? DevelopmentValue { get; init; }

    /// <summary>The folders of the application.</summary>
    public required ApplicationFolders Application { get; init; }

    /// <summary>What a relative path in a runtime option is relative to.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>A locator that asks the environment and the options of this process.</summary>
    /// <param name="platform">The system.</param>
    /// <param name="application">The folders of the application.</param>
    public static LibTorchLocator ForThisProcess(NativePlatform platform, ApplicationFolders application)
        => new(platform)
        {
            VariableValue = Environment.GetEnvironmentVariable(Variable),
            OptionValue = AppContext.GetData(Option) as string,
            DevelopmentValue = AppContext.GetData(DevelopmentOption) as string,
            Application = application,
            BaseFolder = AppContext.BaseDirectory,
        };

    /// <summary>Finds the folder of libtorch.</summary>
    /// <exception cref="TorchNativeException">A named folder holds no libtorch, or none was named and none found.</exception>
    public LibTorchLocation Find()
    {
        if (!string.IsNullOrWhiteSpace(VariableValue))
        {
            // A person typed it, so it is relative to where that person stands.
            return Named("The environment variable " + Variable, VariableValue, Path.GetFullPath(VariableValue), LibTorchSource.EnvironmentVariable);
        }

        if (!string.IsNullOrWhiteSpace(OptionValue))
        {
            return Named("The runtime option " + Option, OptionValue, Path.GetFullPath(OptionValue, BaseFolder), LibTorchSource.RuntimeOption);
        }

        if (Application.All.FirstOrDefault(Holds) is { } folder)
        {
            return new LibTorchLocation(folder, LibTorchSource.Application);
        }

        // On another machine the folder of the build does not exist, and that is no fault.
        return !string.IsNullOrWhiteSpace(DevelopmentValue) && Holds(Path.GetFullPath(DevelopmentValue, BaseFolder))
            ? new LibTorchLocation(Path.GetFullPath(DevelopmentValue, BaseFolder), LibTorchSource.DevelopmentOption)
            : throw NotFound();
    }

    private LibTorchLocation Named(string setting, string value, string path, LibTorchSource source)
    {
        // People name the folder of the torch package as often as its lib folder.
        string[] places = [path, Path.Combine(path, "lib")];
        if (places.FirstOrDefault(Holds) is { } folder)
        {
            RefuseSecond(setting, folder);
            return new LibTorchLocation(folder, source);
        }

        throw new TorchNativeException(
            $"{setting} is '{value}', but there is no libtorch.",
            [.. places.Select(Describe)],
            $"Set it to a folder that holds {_mainFile}, for example the torch/lib folder of a PyTorch install, or remove it.");
    }

    private void RefuseSecond(string setting, string folder)
    {
        if (Application.Imports.FirstOrDefault(Holds) is { } own && Target(own) != Target(folder))
        {
            throw new TorchNativeException(
                $"{setting} names a libtorch, but the program carries another one, and a process can hold only one.",
                [$"named: {Path.Combine(folder, _mainFile)}", $"the program's own: {Path.Combine(own, _mainFile)}"],
                "Remove the libtorch package from the project of the program (or its files from the program's folder), or remove the setting.");
        }
    }

    private static string Target(string folder)
        => Path.TrimEndingDirectorySeparator(Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(folder));

    private TorchNativeException NotFound()
    {
        List<string> findings =
        [
            $"environment variable {Variable}: not set",
            $"runtime option {Option}: not set",
            .. Application.All.Select(Describe),
        ];
        if (!string.IsNullOrWhiteSpace(DevelopmentValue))
        {
            findings.Add($"{Describe(DevelopmentValue)} (runtime option {DevelopmentOption})");
        }

        return new TorchNativeException(
            $"libtorch was not found: there is no {_mainFile} in any of these places.",
            findings,
            $"Add the package TorchSharp-cpu or libtorch-cpu-{_platform.Rid} to the project of the program (TorchSharp-cuda-linux or "
            + $"TorchSharp-cuda-windows for CUDA), or set {Variable} to a folder that holds {_mainFile}, for example the "
            + "torch/lib folder of a PyTorch install.");
    }

    private bool Holds(string folder) => File.Exists(Path.Combine(folder, _mainFile));

    private string Describe(string folder)
        => folder + (Directory.Exists(folder) ? $": no {_mainFile}" : ": no such folder");
}
