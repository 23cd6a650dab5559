using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AdaRank.Cuda.Compilation;

/// <summary>Compiled kernels on disk, from one start of a program to the next.</summary>
/// <remarks>
/// A cache and nothing more: it never fails. A file is believed only if its length and hash are right, and the folder
/// belongs to this user alone, since what is in it will run. Processes may share it: each writes a file of its own and
/// renames it, so at any moment there is a whole file or none.
/// </remarks>
internal sealed class KernelCache
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int LengthOffset = 8;
    private const int HashOffset = 16;
    private const int HeaderSize = HashOffset + SHA256.HashSizeInBytes;

    private readonly string? _folder;

    /// <summary>A cache in a folder, which is made when it is first written to.</summary>
    /// <param name="userCache">The cache folder of the user, or null for no cache.</param>
    public KernelCache(string? userCache)
        => _folder = userCache is null ? null : Path.Combine(userCache, "adarank", "cuda");

    /// <summary>No cache: nothing is found and nothing kept.</summary>
    public static KernelCache None { get; } = new(null);

    private static ReadOnlySpan<byte> Magic => "ADRCUDA1"u8;

    /// <summary>The cache of this user.</summary>
    public static KernelCache OfUser() => new(UserCache(
        OperatingSystem.IsWindows(),
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
        Environment.GetEnvironmentVariable("HOME")));

    /// <summary>The cache folder of a user, by the rules of the system; null when the environment names none.</summary>
    /// <param name="isWindows">Whether the rules are those of Windows, else those of XDG.</param>
    /// <param name="localApplicationData">The folder of that name on Windows.</param>
    /// <param name="cacheHome">The value of <c>XDG_CACHE_HOME</c>; a relative path is to be ignored.</param>
    /// <param name="home">The value of <c>HOME</c>.</param>
    public static string? UserCache(bool isWindows, string? localApplicationData, string? cacheHome, string? home)
    {
        if (isWindows)
        {
            return string.IsNullOrEmpty(localApplicationData) ? null : localApplicationData;
        }

        return Path.IsPathFullyQualified(cacheHome ?? "") ? cacheHome
            : Path.IsPathFullyQualified(home ?? "") ? Path.Combine(home!, ".cache")
            : null;
    }

    /// <summary>Where a compilation is kept, or null without a cache.</summary>
    /// <param name="key">The name of the compilation.</param>
    public string? PathOf(string key) => _folder is null ? null : Path.Combine(_folder, key + ".bin");

    /// <summary>Finds a compilation.</summary>
    /// <param name="key">Its name.</param>
    /// <returns>What came of it, or null when it is not there, damaged or not readable.</returns>
    public byte[]? Read(string key)
    {
        if (_folder is null)
        {
            return null;
        }

        try
        {
            return IsOwn(_folder) && File.Exists(PathOf(key)) ? Unwrap(File.ReadAllBytes(PathOf(key)!)) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a compilation.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="image">What came of it.</param>
    /// <returns>Whether it was kept; a disk that is full or read-only keeps nothing.</returns>
    public bool Write(string key, ReadOnlySpan<byte> image)
    {
        if (_folder is null)
        {
            return false;
        }

        var temporary = Path.Combine(_folder, $".{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
        try
        {
            MakeFolder();
            WriteThrough(temporary, image);
            File.Move(temporary, PathOf(key)!, overwrite: true);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            return false;
        }
    }

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder!);
            return;
        }

        // The user's own cache folder keeps the rights that it has; ours are for this user alone.
        var parent = Path.GetDirectoryName(_folder)!;
        Directory.CreateDirectory(Path.GetDirectoryName(parent)!);
        foreach (var own in (string[])[parent, _folder!])
        {
            Directory.CreateDirectory(own, OwnerOnly);
            if (File.GetUnixFileMode(own) != OwnerOnly)
            {
                // For a folder that was there before. Fails if it is somebody else's, and then it is not to be used.
                File.SetUnixFileMode(own, OwnerOnly);
            }
        }
    }

    // A folder that others can write to may hold what others wrote, and so may one inside it.
    private static bool IsOwn(string folder)
        => OperatingSystem.IsWindows()
            || (Directory.Exists(folder)
                && File.GetUnixFileMode(folder) == OwnerOnly
                && File.GetUnixFileMode(Path.GetDirectoryName(folder)!) == OwnerOnly);

    private static void WriteThrough(string path, ReadOnlySpan<byte> image)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header[LengthOffset..], image.Length);
        SHA256.HashData(image, header[HashOffset..]);

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        using var file = new FileStream(path, options);
        file.Write(header);
        file.Write(image);
        file.Flush(flushToDisk: true);
    }

    private static byte[]? Unwrap(ReadOnlySpan<byte> file)
    {
        if (file.Length <= HeaderSize || !file.StartsWith(Magic))
        {
            return null;
        }

        var image = file[HeaderSize..];
        return BinaryPrimitives.ReadInt64LittleEndian(file[LengthOffset..]) == image.Length
            && SHA256.HashData(image).AsSpan().SequenceEqual(file[HashOffset..HeaderSize])
                ? image.ToArray()
                : null;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It was never made, or stays as a small file that nothing reads.
        }
    }
}
