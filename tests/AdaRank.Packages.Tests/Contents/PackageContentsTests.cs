using System.Text.Json;
using System.Xml.Linq;
using AdaRank.Packages.Tests.Building;

namespace AdaRank.Packages.Tests.Contents;

public sealed class PackageContentsTests(PackedPackages packages)
{
    public static TheoryData<string> Libraries => [.. PackedProject.Libraries];

    public static TheoryData<string> Analyzers => [.. PackedProject.Analyzers];

    public static TheoryData<string> All => [.. PackedProject.All];

    [Fact]
    public void Pack_Repository_MakesTheseAndNoOthers()
    {
        var made = Directory.GetFiles(packages.Feed, "*.nupkg").Select(static path => Path.GetFileName(path));

        Assert.Equal(
            PackedProject.All.Select(static id => $"{id}.{PackedPackages.Version}.nupkg").Order(StringComparer.Ordinal),
            made.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SolutionFilter_ProjectsUnderSourceAndTemplates_ListsThemAll()
    {
        using var filter = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "build", "Packages.slnf")));

        var listed = filter.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray().Select(static item => item.GetString()!);

        Assert.Equal(PackedProject.Projects(), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_Packed_HoldsAssemblyAndDocumentation(string id)
    {
        using var package = packages.Open(id);

        var files = PackedProject.Files(package).Where(static path => path.StartsWith("lib/", StringComparison.Ordinal));

        Assert.Equal([$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"], files);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_Packed_DocumentsMembers(string id)
    {
        using var package = packages.Open(id);
        using var content = package.GetEntry($"lib/net10.0/{id}.xml")!.Open();

        var members = XDocument.Load(content).Descendants("member").ToList();

        Assert.NotEmpty(members);
        Assert.All(members, static member => Assert.NotEmpty(member.Elements()));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_Symbols_AreThoseOfTheAssembly(string id)
    {
        using var package = packages.Open(id);
        using var symbols = packages.Open(id, "snupkg");

        var (inAssembly, inSymbols) = PortableSymbols.Ids(
            PackedProject.Read(package, $"lib/net10.0/{id}.dll"), PackedProject.Read(symbols, $"lib/net10.0/{id}.pdb"));

        Assert.Equal(inAssembly, inSymbols);
    }

    [Theory]
    [InlineData("AdaRank.Generators", "AdaRank.CodeFixes.dll", "AdaRank.Generators.dll")]
    [InlineData("AdaRank.Analyzers", "AdaRank.Analyzers.CodeFixes.dll", "AdaRank.Analyzers.dll")]
    public void Analyzer_Packed_LiesWhereTheCompilerLooksAndNowhereElse(string id, params string[] assemblies)
    {
        using var package = packages.Open(id);

        Assert.Equal([.. assemblies.Select(static file => $"analyzers/dotnet/cs/{file}")], PackedProject.Files(package).Where(IsNoText));
    }

    [Theory]
    [MemberData(nameof(Analyzers))]
    public void Analyzer_Packed_HoldsItsSymbols(string id)
    {
        using var package = packages.Open(id);

        var assemblies = PackedProject.Files(package).Where(static path => path.EndsWith(".dll", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(assemblies);
        Assert.All(assemblies, path => Assert.True(PortableSymbols.AreEmbedded(PackedProject.Read(package, path)), path));
    }

    [Theory]
    [MemberData(nameof(Analyzers))]
    public void Analyzer_Metadata_NeedsNothingAndIsForDevelopment(string id)
    {
        using var package = packages.Open(id);

        var metadata = PackedProject.Describe(package);

        Assert.Empty(metadata.Dependencies);
        Assert.Equal("true", metadata["developmentDependency"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Package_Metadata_IsComplete(string id)
    {
        using var package = packages.Open(id);

        var metadata = PackedProject.Describe(package);

        Assert.Equal(id, metadata["id"]);
        Assert.Equal("MIT", metadata["license"]);
        Assert.Equal("README.md", metadata["readme"]);
        Assert.NotEmpty(metadata["description"]!);
        Assert.Contains("torchsharp", metadata["tags"]!.Split(' '));
        Assert.StartsWith($"# {id}\n", System.Text.Encoding.UTF8.GetString(PackedProject.Read(package, "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Package_Dependencies_AreOnlyWhatItsUsersNeed(string id)
    {
        using var package = packages.Open(id);

        var dependencies = PackedProject.Describe(package).Dependencies.Select(static dependency => dependency.Id);

        Assert.Equal(Expected(id).Order(StringComparer.Ordinal), dependencies.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void MetaPackage_Generator_ReachesWhoReferencesIt()
    {
        using var package = packages.Open("AdaRank");

        var generator = PackedProject.Describe(package).Dependencies.Single(static dependency => dependency.Id == "AdaRank.Generators");

        Assert.Equal("All", generator.Include);
    }

    [Fact]
    public void MetaPackage_Packed_HoldsNothingOfItsOwn()
    {
        using var package = packages.Open("AdaRank");

        Assert.Equal(["README.md", "lib/net10.0/_._"], PackedProject.Files(package));
    }

    [Fact]
    public void Runtime_Packed_BringsItsBuildToProgramsThatGetItFromOthers()
    {
        using var package = packages.Open("AdaRank.Runtime");

        Assert.Contains("buildTransitive/AdaRank.Runtime.targets", PackedProject.Files(package));
    }

    [Fact]
    public void Templates_Packed_AreTemplatesWithVersionsFilledIn()
    {
        using var package = packages.Open("AdaRank.Templates");

        var projects = PackedProject.Files(package).Where(static path => path.EndsWith(".csproj", StringComparison.Ordinal)).ToList();

        Assert.Equal(["Template"], PackedProject.Describe(package).Types);
        Assert.NotEmpty(projects);
        Assert.All(projects, path =>
        {
            var text = System.Text.Encoding.UTF8.GetString(PackedProject.Read(package, path));
            Assert.DoesNotContain("__", text, StringComparison.Ordinal);
            Assert.Contains($"Version=\"{PackedPackages.Version}\"", text, StringComparison.Ordinal);
        });
    }

    private static bool IsNoText(string path) => path != "README.md";

    private static string[] Expected(string id)
    {
        // With the versions that are pinned for the packages that TorchSharp asks for: docs/decisions/0001.
        string[] torch = ["TorchSharp", "SharpZipLib", "SkiaSharp"];
        string[] services = ["Microsoft.Extensions.Configuration.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options"];
        string[] plugins = ["AdaRank.Plugins.Rank", "AdaRank.Plugins.Projection", "AdaRank.Plugins.Steps"];
        return id switch
        {
            "AdaRank.Abstractions.Torch" => ["AdaRank.Abstractions", .. torch],
            "AdaRank.Cuda" => torch,
            "AdaRank.Runtime.Cuda" => ["AdaRank.Runtime", "AdaRank.Cuda", .. services, .. torch],
            "AdaRank.Plugins.Rank" => ["AdaRank.Abstractions"],
            "AdaRank.Plugins.Projection" or "AdaRank.Plugins.Steps" => ["AdaRank.Abstractions.Torch", .. torch],
            "AdaRank.Runtime" => ["AdaRank.Abstractions.Torch", .. plugins, .. services, .. torch],
            "AdaRank.Testing" => ["AdaRank.Runtime", "xunit.v3.assert", "xunit.v3.extensibility.core", .. services, .. torch],
            "AdaRank" => ["AdaRank.Abstractions", "AdaRank.Abstractions.Torch", "AdaRank.Runtime", "AdaRank.Generators", .. plugins, .. services, .. torch],
            _ => [],
        };
    }
}
