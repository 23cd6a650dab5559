namespace AdaRank.Cuda.Native;

/// <summary>Lists what to try to load for a library of CUDA, best first.</summary>
/// <remarks>
/// The order: what the process holds already (a second copy would have its own state, and libtorch's is the one that
/// fits), the application, the PyTorch installation, toolkits, and what the system finds. Among versions in one folder the
/// newest comes first.
/// </remarks>
/// <param name="names">How the system names the libraries.</param>
/// <param name="places">Where they may lie.</param>
internal sealed class CudaLibraryLocator(CudaFileNames names, CudaSearchPlaces places)
{
    // Python packages of NVIDIA, below the folder that holds torch: one for all since CUDA 13, one for each before.
    private static readonly Dictionary<CudaLibrary, string[]> PythonPackages = new()
    {
        [CudaLibrary.Driver] = [],
        [CudaLibrary.Nvrtc] = ["cu13", "cuda_nvrtc"],
        [CudaLibrary.Blas] = ["cu13", "cublas"],
    };

    // Linux, and Windows up to CUDA 12 and since 13.
    private static readonly string[] LibraryFolders = ["lib64", "lib", Path.Combine("bin", "x64"), "bin", Path.Combine("bin", "x86_64")];

    /// <summary>What to try, best first. Paths are of files that exist.</summary>
    /// <param name="library">The library.</param>
    public IReadOnlyList<CudaLibraryCandidate> Find(CudaLibrary library)
    {
        var candidates = new List<CudaLibraryCandidate>();
        candidates.AddRange(places.LoadedFiles
            .Where(path => names.Matches(library, Path.GetFileName(path)))
            .Select(static path => new CudaLibraryCandidate(path, CudaLibraryOrigin.Loaded)));

        if (library == CudaLibrary.Driver)
        {
            // It must be the one that belongs to the system's kernel: a copy elsewhere is a stub, or another machine's.
            candidates.AddRange(ByName(library));
            candidates.AddRange(In(library, places.Driver, CudaLibraryOrigin.System));
        }
        else
        {
            candidates.AddRange(In(library, places.Application, CudaLibraryOrigin.Application));
            candidates.AddRange(In(library, PyTorchFolders(library), CudaLibraryOrigin.PyTorch));
            candidates.AddRange(In(library, ToolkitFolders(), CudaLibraryOrigin.Toolkit));
            candidates.AddRange(ByName(library));
        }

        var seen = new HashSet<string>(StringComparer.FromComparison(names.PathComparison));
        return [.. candidates.Where(candidate => seen.Add(candidate.PathOrName))];
    }

    /// <summary>The places that <see cref="Find"/> looked at, a line each, for a message.</summary>
    /// <param name="library">The library.</param>
    public IReadOnlyList<string> Describe(CudaLibrary library)
    {
        var byName = $"the system's loader: {string.Join(", ", names.SystemNames(library))}";
        IEnumerable<string> folders = library == CudaLibrary.Driver
            ? places.Driver
            : [.. places.Application, .. PyTorchFolders(library), .. ToolkitFolders()];

        return
        [
            "libraries in the process already: none of them",
            .. folders.Distinct(StringComparer.Ordinal).Select(folder => folder + (Directory.Exists(folder) ? ": not there" : ": no such folder")),
            byName,
        ];
    }

    private IEnumerable<CudaLibraryCandidate> ByName(CudaLibrary library)
        => names.SystemNames(library).Select(static name => new CudaLibraryCandidate(name, CudaLibraryOrigin.System));

    private IEnumerable<string> PyTorchFolders(CudaLibrary library)
    {
        foreach (var libTorch in places.LibTorch)
        {
            // torch/lib lies beside nvidia, two levels up.
            if (Path.GetDirectoryName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(libTorch))) is { } sitePackages)
            {
                foreach (var package in PythonPackages[library])
                {
                    foreach (var folder in LibraryFolders)
                    {
                        yield return Path.Combine(sitePackages, "nvidia", package, folder);
                    }
                }
            }

            yield return libTorch;
        }
    }

    private IEnumerable<string> ToolkitFolders()
        => places.Toolkits.SelectMany(static root => LibraryFolders.Select(folder => Path.Combine(root, folder)));

    private IEnumerable<CudaLibraryCandidate> In(CudaLibrary library, IEnumerable<string> folders, CudaLibraryOrigin origin)
        => folders
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder)
                .Where(path => names.Matches(library, Path.GetFileName(path)))
                .OrderByDescending(path => names.VersionOf(library, Path.GetFileName(path)))
                .ThenBy(static path => path, StringComparer.Ordinal))
            .Select(path => new CudaLibraryCandidate(path, origin));
}
