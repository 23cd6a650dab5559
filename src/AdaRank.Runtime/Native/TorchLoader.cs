using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TorchSharp;

namespace AdaRank.Native;

/// <summary>Finds the native libraries, brings them into the process and answers TorchSharp's imports with them.</summary>
internal static class TorchLoader
{
    /// <summary>Does it, for the one time that a process can.</summary>
    /// <exception cref="TorchNativeException">Something is missing or does not load.</exception>
    public static TorchNativeOrigin Load()
    {
        var start = Stopwatch.GetTimestamp();
        if (OperatingSystem.IsLinux())
        {
            OpenMpWaiting.PreferPassive();
        }

        var platform = NativePlatform.Current;
        var folders = ApplicationFolders.OfThisProcess(platform);
        var shim = FindShim(platform, folders.All);
        var libTorch = LibTorchLocator.ForThisProcess(platform, folders).Find();

        var libraries = LoadLibTorch(platform, libTorch);
        var loadedShim = LoadShim(shim, libTorch, out var shimHandle);

        return new TorchNativeOrigin
        {
            ShimPath = shim,
            LoadedShimPath = loadedShim,
            IsCorrected = loadedShim != shim,
            LibTorchFolder = libTorch.Folder,
            LibTorchSource = libTorch.Source,
            LibTorchLibraries = [.. libraries],
            AnswersImports = TryAnswerImports(shimHandle),
            LoadTime = Stopwatch.GetElapsedTime(start),
        };
    }

    /// <summary>Finds the shim that TorchSharp's package delivered.</summary>
    /// <param name="platform">The system.</param>
    /// <param name="folders">The folders of the application, in order.</param>
    /// <exception cref="TorchNativeException">It is in none of them.</exception>
    internal static string FindShim(NativePlatform platform, IReadOnlyList<string> folders)
    {
        var file = platform.FileName(NativePlatform.Shim);
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new TorchNativeException(
                $"TorchSharp's native library {file} was not found in any of these folders.",
                folders,
                $"Build the program for a system that TorchSharp supports (this one is {platform.Rid}), so that the package TorchSharp puts {file} beside it.");
    }

    private static List<string> LoadLibTorch(NativePlatform platform, LibTorchLocation libTorch)
    {
        // By full path and each after those that it needs: what is loaded already satisfies a later need by its name, so
        // neither LD_LIBRARY_PATH nor a copy of the libraries is called for.
        var loaded = new List<string>();
        foreach (var name in NativePlatform.LoadOrder)
        {
            var file = platform.FileName(name);
            var path = Path.Combine(libTorch.Folder, file);
            if (!File.Exists(path))
            {
                continue;
            }

            if (!TryLoad(path, out _, out var error))
            {
                throw new TorchNativeException(
                    $"libtorch in {libTorch.Folder} cannot be loaded.",
                    [error],
                    "Install what the message says is missing, or choose another libtorch by the environment variable "
                    + $"{LibTorchLocator.Variable}.");
            }

            loaded.Add(file);
        }

        return loaded;
    }

    private static string LoadShim(string shim, LibTorchLocation libTorch, out nint handle)
    {
        if (TryLoad(shim, out handle, out var error))
        {
            return shim;
        }

        List<string> findings = [error];
        if (OperatingSystem.IsLinux() && TryLoadCorrected(shim, findings, out handle) is { } copy)
        {
            return copy;
        }

        throw new TorchNativeException(
            $"TorchSharp's native library {shim} cannot be loaded with the libtorch in {libTorch.Folder}.",
            findings,
            OperatingSystem.IsLinux()
                ? $"If a version GLIBCXX_… was not found: install a newer libstdc++ (GCC 12 or later). If a symbol is undefined: set "
                + $"{LibTorchLocator.Variable} to a libtorch of the version that TorchSharp was built for."
                : $"Install what the message says is missing, or set {LibTorchLocator.Variable} to a libtorch of the version that TorchSharp was built for.");
    }

    [SupportedOSPlatform("linux")]
    private static string? TryLoadCorrected(string shim, List<string> findings, out nint handle)
    {
        handle = 0;
        byte[] content;
        try
        {
            content = ShimCorrection.Apply(File.ReadAllBytes(shim));
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            findings.Add($"{shim} cannot be corrected: {failure.Message}");
            return null;
        }

        foreach (var copy in CorrectedShim.Place(content, Path.GetFileName(shim), CorrectedShim.UserCache(), findings))
        {
            using (copy)
            {
                if (TryLoad(copy.Path, out handle, out var error))
                {
                    return copy.Path;
                }

                findings.Add(error);
            }
        }

        return null;
    }

    private static bool TryLoad(string path, out nint handle, out string error)
    {
        try
        {
            handle = NativeLibrary.Load(path);
            error = "";
            return true;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            handle = 0;
            error = string.Join(" ", failure.Message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            return false;
        }
    }

    private static bool TryAnswerImports(nint shim)
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == NativePlatform.Shim ? shim : 0);
            return true;
        }
        catch (InvalidOperationException)
        {
            // The program has its own resolver, and an assembly takes only one. What is loaded is found all the same by
            // a resolver that leaves the search to the system: the loader knows it by name.
            return false;
        }
    }
}
