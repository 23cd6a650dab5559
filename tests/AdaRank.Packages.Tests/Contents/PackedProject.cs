using System.IO.Compression;
using System.Xml.Linq;
using AdaRank.Packages.Tests.Building;

namespace AdaRank.Packages.Tests.Contents;

/// <summary>What there is to pack, and what came of it.</summary>
internal static class PackedProject
{
    /// <summary>Packages with a library in them.</summary>
    public static readonly string[] Libraries =
    [
        "AdaRank.Abstractions", "AdaRank.Abstractions.Torch", "AdaRank.Plugins.Rank", "AdaRank.Plugins.Projection",
        "AdaRank.Plugins.Steps", "AdaRank.Runtime", "AdaRank.Testing", "AdaRank.Cuda", "AdaRank.Runtime.Cuda",
    ];

    /// <summary>Packages that run in the compiler.</summary>
    public static readonly string[] Analyzers = ["AdaRank.Generators", "AdaRank.Analyzers"];

    /// <summary>All packages.</summary>
    public static readonly string[] All = [.. Libraries, .. Analyzers, "AdaRank", "AdaRank.Templates"];

    /// <summary>Paths of the files in a package, without those that are NuGet's own.</summary>
    /// <param name="package">The package.</param>
    public static string[] Files(ZipArchive package) =>
        [.. package.Entries
            .Select(static entry => entry.FullName)
            .Where(static path => !path.StartsWith("_rels/", StringComparison.Ordinal)
                && !path.StartsWith("package/", StringComparison.Ordinal)
                && path != "[Content_Types].xml"
                && !path.EndsWith(".nuspec", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>The content of a file in a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="path">The path of the file.</param>
    public static byte[] Read(ZipArchive package, string path)
    {
        using var content = package.GetEntry(path)!.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>What a package says of itself.</summary>
    /// <param name="package">The package.</param>
    public static Metadata Describe(ZipArchive package)
    {
        using var content = package.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return new Metadata(XDocument.Load(content).Root!.Elements().Single(static element => element.Name.LocalName == "metadata"));
    }

    /// <summary>The projects whose packages strangers may use: those under src and the templates.</summary>
    public static string[] Projects() =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "templates", "AdaRank.Templates.csproj"))
            .Select(static path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    /// <summary>The metadata of a package.</summary>
    internal sealed class Metadata(XElement element)
    {
        /// <summary>The text of an element; null if there is none.</summary>
        /// <param name="name">Its name.</param>
        public string? this[string name] => Elements(name).SingleOrDefault()?.Value;

        /// <summary>Its dependencies: name, version, and what of it is taken.</summary>
        public IReadOnlyList<(string Id, string Version, string? Include)> Dependencies =>
            [.. element.Descendants().Where(static item => item.Name.LocalName == "dependency").Select(static item =>
                ((string)item.Attribute("id")!, (string)item.Attribute("version")!, (string?)item.Attribute("include")))];

        /// <summary>The kinds of package that it is.</summary>
        public IReadOnlyList<string> Types =>
            [.. element.Descendants().Where(static item => item.Name.LocalName == "packageType").Select(static item => (string)item.Attribute("name")!)];

        private IEnumerable<XElement> Elements(string name) => element.Elements().Where(item => item.Name.LocalName == name);
    }
}
