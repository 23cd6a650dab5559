using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace AdaRank.Packages.Tests.Contents;

/// <summary>Reads the debugging symbols of assemblies.</summary>
internal static class PortableSymbols
{
    private static readonly Guid SourceLinkKind = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    /// <summary>The identifier of the symbols that an assembly asks for, and that of a file of symbols.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="symbols">The file of symbols.</param>
    public static (Guid InAssembly, Guid InSymbols) Ids(byte[] assembly, byte[] symbols)
    {
        using var image = new PEReader(ImmutableArray.Create(assembly));
        var entry = image.ReadDebugDirectory().Single(static entry => entry.Type == DebugDirectoryEntryType.CodeView);
        using var provider = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(symbols));
        var header = provider.GetMetadataReader().DebugMetadataHeader!;
        return (image.ReadCodeViewDebugDirectoryData(entry).Guid, new Guid(header.Id.AsSpan(0, 16)));
    }

    /// <summary>Whether an assembly holds its symbols itself.</summary>
    /// <param name="assembly">The assembly.</param>
    public static bool AreEmbedded(byte[] assembly)
    {
        using var image = new PEReader(ImmutableArray.Create(assembly));
        return image.ReadDebugDirectory().Any(static entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
    }

    /// <summary>The paths of the sources of an assembly.</summary>
    /// <param name="symbols">The file of symbols.</param>
    public static string[] Sources(byte[] symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(symbols));
        var reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }

    /// <summary>Where debuggers find the sources, as JSON; null if the symbols do not say.</summary>
    /// <param name="symbols">The file of symbols.</param>
    public static string? SourceLink(byte[] symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(symbols));
        var reader = provider.GetMetadataReader();
        return reader.CustomDebugInformation
            .Select(reader.GetCustomDebugInformation)
            .Where(information => reader.GetGuid(information.Kind) == SourceLinkKind)
            .Select(information => System.Text.Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value)))
            .SingleOrDefault();
    }
}
