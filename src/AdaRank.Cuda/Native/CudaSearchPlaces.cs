using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AdaRank.Cuda.Native;

/// <summary>Where libraries of CUDA may lie.</summary>
internal sealed record CudaSearchPlaces
{
    private const string LibTorchVariable = "ADARANK_LIBTORCH";
    private const string LibTorchOption = "AdaRank.LibTorch";

    /// <summary>Paths of the libraries that the process holds already.</summary>
    public IReadOnlyList<string> LoadedFiles { get; init; } = [];

    /// <summary>Folders of the application, in order.</summary>
    public IReadOnlyList<string> Application { get; init; } = [];

    /// <summary>Folders with libtorch, in order.</summary>
    public IReadOnlyList<string> LibTorch { get; init; } = [];

    /// <summary>Roots of CUDA toolkits, in order.</summary>
    public IReadOnlyList<string> Toolkits { get; init; } = [];

    /// <summary>Folders in which distributions put the driver when the loader is not told.</summary>
    public IReadOnlyList<string> Driver { get; init; } = [];

    /// <summary>The places of this process.</summary>
    public static CudaSearchPlaces OfThisProcess()
    {
        var loaded = LoadedPaths();

        return new CudaSearchPlaces
        {
            LoadedFiles = loaded,
            Application = [.. ApplicationFolders()],
            LibTorch = [.. LibTorchFolders(loaded)],
            Toolkits = [.. ToolkitRoots()],
            Driver = OperatingSystem.IsWindows() ? [] : ["/usr/lib/wsl/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"],
        };
    }

    private static List<string> LoadedPaths()
    {
        using var process = Process.GetCurrentProcess();
        var paths = new List<string>();
        foreach (ProcessModule module in process.Modules)
        {
            using (module)
            {
                // A file that was deleted after loading has a mark behind its name on Linux, and no path to load it by.
                if (!string.IsNullOrEmpty(module.FileName) && File.Exists(module.FileName))
                {
                    paths.Add(module.FileName);
                }
            }
        }

        return paths;
    }

    private static IEnumerable<string> ApplicationFolders()
    {
        var searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";

        // Packages name the system, not its distribution, as RuntimeInformation.RuntimeIdentifier of some builds of .NET does.
        var rid = (OperatingSystem.IsWindows() ? "win-" : "linux-") + architecture;
        string[] roots = [.. searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), AppContext.BaseDirectory];

        return
        [
            .. roots,
            .. roots.Select(root => Path.Combine(root, "runtimes", rid, "native")),
            .. roots.Select(static root => Path.Combine(root, "libtorch")),
        ];
    }

    private static IEnumerable<string> LibTorchFolders(List<string> loaded)
    {
        // The libtorch that the process runs on is the truth, whoever chose it, and its CUDA is the one to be in step with.
        foreach (var path in loaded.Where(static path => Path.GetFileName(path) is "libtorch_cpu.so" or "torch_cpu.dll"))
        {
            yield return Path.GetDirectoryName(path)!;
        }

        // Before libtorch is loaded, what will be taken is known from outside only.
        foreach (var named in (string?[])[Environment.GetEnvironmentVariable(LibTorchVariable), AppContext.GetData(LibTorchOption) as string])
        {
            if (!string.IsNullOrWhiteSpace(named))
            {
                yield return Path.GetFullPath(named);
                yield return Path.Combine(Path.GetFullPath(named), "lib");
            }
        }
    }

    private static IEnumerable<string> ToolkitRoots()
    {
        foreach (var variable in (string[])["CUDA_PATH", "CUDA_HOME"])
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } root)
            {
                yield return root;
            }
        }

        var (parent, pattern) = OperatingSystem.IsWindows()
            ? (Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "NVIDIA GPU Computing Toolkit", "CUDA"), "v*")
            : ("/usr/local", "cuda-*");
        if (!OperatingSystem.IsWindows())
        {
            yield return "/usr/local/cuda";
        }

        if (Directory.Exists(parent))
        {
            foreach (var root in Directory.EnumerateDirectories(parent, pattern).OrderByDescending(Number))
            {
                yield return root;
            }
        }
    }

    private static Version Number(string toolkit)
        => Version.TryParse(Path.GetFileName(toolkit).TrimStart('v').Replace("cuda-", "", StringComparison.Ordinal), out var version) ? version : new Version(0, 0);
}
