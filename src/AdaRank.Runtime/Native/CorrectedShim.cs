using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace AdaRank.Native;

/// <summary>A corrected shim on disk, to be loaded from there.</summary>
/// <remarks>
/// The loader runs what it finds at the path, so the folder belongs to this user alone and a file that is there already
/// is believed only if each byte is as expected.
/// </remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class CorrectedShim : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string? _temporaryFolder;

    private CorrectedShim(string path, string? temporaryFolder = null)
    {
        Path = path;
        _temporaryFolder = temporaryFolder;
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <summary>The cache folder of this user.</summary>
    public static string? UserCache()
        => UserCache(Environment.GetEnvironmentVariable("XDG_CACHE_HOME"), Environment.GetEnvironmentVariable("HOME"));

    /// <summary>The cache folder of a user by the XDG rules, or null when the environment names none.</summary>
    /// <param name="cacheHome">The value of <c>XDG_CACHE_HOME</c>; a relative path is to be ignored.</param>
    /// <param name="home">The value of <c>HOME</c>.</param>
    public static string? UserCache(string? cacheHome, string? home)
        => System.IO.Path.IsPathFullyQualified(cacheHome ?? "") ? cacheHome
            : System.IO.Path.IsPathFullyQualified(home ?? "") ? System.IO.Path.Combine(home!, ".cache")
            : null;

    /// <summary>
    /// Puts the file where it can be loaded from: into the user's cache and, should the caller ask for another because
    /// that failed or could not be loaded (a home without the right to execute), into a fresh private folder.
    /// </summary>
    /// <param name="content">The corrected content.</param>
    /// <param name="fileName">The name of the file.</param>
    /// <param name="userCache">The cache folder of the user, or null for none.</param>
    /// <param name="problems">Receives a line for each place that did not do.</param>
    public static IEnumerable<CorrectedShim> Place(byte[] content, string fileName, string? userCache, ICollection<string> problems)
    {
        if (userCache is null)
        {
            problems.Add("no cache folder: neither XDG_CACHE_HOME nor HOME is an absolute path");
        }
        else if (Try(() => InCache(content, fileName, userCache), userCache, problems) is { } cached)
        {
            yield return cached;
        }

        if (Try(() => InTemporaryFolder(content, fileName), System.IO.Path.GetTempPath(), problems) is { } temporary)
        {
            yield return temporary;
        }
    }

    /// <summary>Removes a file that was not put into the cache. What is loaded stays loaded.</summary>
    public void Dispose()
    {
        if (_temporaryFolder is null)
        {
            return;
        }

        try
        {
            Directory.Delete(_temporaryFolder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The system clears its temporary folder some day; the program must not fail over it.
        }
    }

    private static CorrectedShim? Try(Func<CorrectedShim> place, string where, ICollection<string> problems)
    {
        try
        {
            return place();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{where}: cannot hold the corrected copy: {failure.Message}");
            return null;
        }
    }

    private static CorrectedShim InCache(byte[] content, string fileName, string userCache)
    {
        // Named after what is in it: another TorchSharp, or another correction, gets another folder.
        var folder = userCache;
        Directory.CreateDirectory(folder);
        foreach (var part in (string[])["adarank", "native", Convert.ToHexStringLower(SHA256.HashData(content))])
        {
            folder = System.IO.Path.Combine(folder, part);
            Directory.CreateDirectory(folder, OwnerOnly);

            // For a folder that was there before. Fails if it is somebody else's, and then it is not to be used.
            File.SetUnixFileMode(folder, OwnerOnly);
        }

        var path = System.IO.Path.Combine(folder, fileName);
        if (!Holds(path, content))
        {
            Write(path, content);
        }

        return new CorrectedShim(path);
    }

    private static CorrectedShim InTemporaryFolder(byte[] content, string fileName)
    {
        var folder = Directory.CreateTempSubdirectory("adarank-").FullName;
        var shim = new CorrectedShim(System.IO.Path.Combine(folder, fileName), folder);
        try
        {
            Write(shim.Path, content);
            return shim;
        }
        catch
        {
            shim.Dispose();
            throw;
        }
    }

    private static bool Holds(string path, byte[] content)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file
                && file.Length == content.Length
                && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Write(string path, byte[] content)
    {
        // Several processes may be here at once. Each writes its own file and renames it over the name, so that at any
        // moment there is a whole file or none, also after a crash of the machine.
        var temporary = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(path)!, $".{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            }))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
