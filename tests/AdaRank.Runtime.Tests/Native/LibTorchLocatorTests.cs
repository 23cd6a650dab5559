using AdaRank.Native;

namespace AdaRank.Tests.Native;

public sealed class LibTorchLocatorTests : IDisposable
{
    private const string Made = "made";

    private static readonly NativePlatform Linux = new("linux-x64", "lib", ".so");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_EverythingThere_TakesTheVariable()
        => Assert.Equal(new(_folder["variable"], LibTorchSource.EnvironmentVariable), Full().Find());

    [Fact]
    public void Find_NoVariable_TakesTheOption()
        => Assert.Equal(new(_folder["option"], LibTorchSource.RuntimeOption), Full(variable: " ").Find());

    [Fact]
    public void Find_NothingNamed_TakesTheOneOfTheApplication()
        => Assert.Equal(new(_folder["application", "libtorch"], LibTorchSource.Application), Full(variable: null, option: "").Find());

    [Fact]
    public void Find_NothingInTheApplication_TakesTheDevelopmentOption()
    {
        var locator = Full(variable: null, option: null, application: false);

        Assert.Equal(new(_folder["development"], LibTorchSource.DevelopmentOption), locator.Find());
    }

    [Fact]
    public void Find_RelativeOption_IsRelativeToTheApplication()
    {
        _folder.WithFile("near", "libtorch_cpu.so");

        Assert.Equal(_folder["near"], Full(variable: null, option: "near").Find().Folder);
    }

    [Fact]
    public void Find_FolderAboveLib_IsUnderstood()
    {
        _folder.WithFile(Path.Combine("torch", "lib"), "libtorch_cpu.so");

        Assert.Equal(_folder["torch", "lib"], Full(variable: _folder["torch"]).Find().Folder);
    }

    [Fact]
    public void Find_VariableWithoutLibTorch_IsRefusedAndNothingElseTaken()
    {
        var failure = Assert.Throws<TorchNativeException>(() => Full(variable: _folder["nowhere"]).Find());

        Assert.Contains("ADARANK_LIBTORCH", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["nowhere"], failure.Message, StringComparison.Ordinal);
        Assert.Contains("libtorch_cpu.so", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_OptionWithoutLibTorch_IsRefusedAndNothingElseTaken()
    {
        var failure = Assert.Throws<TorchNativeException>(() => Full(variable: null, option: _folder["nowhere"]).Find());

        Assert.Contains("AdaRank.LibTorch", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["nowhere"], failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NothingAnywhere_ListsEveryPlaceAndWhatToInstall()
    {
        var locator = Full(variable: null, option: null, application: false, development: _folder["gone"], imports: [_folder["import"]]);

        var failure = Assert.Throws<TorchNativeException>(locator.Find);

        Assert.All(
            ["ADARANK_LIBTORCH", "AdaRank.LibTorch", _folder["import"], _folder["application"], _folder["gone"]],
            place => Assert.Contains(failure.Findings, finding => finding.Contains(place, StringComparison.Ordinal)));
        Assert.Contains("libtorch-cpu-linux-x64", failure.Remedy, StringComparison.Ordinal);
        Assert.All([.. failure.Findings, failure.Remedy], part => Assert.Contains(part, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Find_ImportsFindAnotherThanTheNamedOne_IsRefused()
    {
        var own = _folder.WithFile("own", "libtorch_cpu.so");

        var failure = Assert.Throws<TorchNativeException>(() => Full(imports: [own]).Find());

        Assert.Contains("ADARANK_LIBTORCH", failure.Message, StringComparison.Ordinal);
        Assert.All([own, _folder["variable"]], folder => Assert.Contains(folder, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Find_ImportsFindTheNamedOneByALink_IsTaken()
    {
        var own = _folder.WithFile("own", "libtorch_cpu.so");
        Directory.CreateSymbolicLink(_folder["link"], own);

        Assert.Equal(_folder["link"], Full(variable: _folder["link"], imports: [own]).Find().Folder);
    }

    [Fact]
    public void Find_ImportsFindOneAndNothingNamed_IsThatOne()
    {
        var own = _folder.WithFile("own", "libtorch_cpu.so");

        Assert.Equal(new(own, LibTorchSource.Application), Full(variable: null, option: null, imports: [_folder["empty"], own]).Find());
    }

    [Fact]
    public void All_ImportAndBaseFolders_ComeBeforeTheirSubfoldersOnceEach()
    {
        var (assets, root) = (_folder["assets"], _folder["app"]);

        var folders = new ApplicationFolders(Linux, [assets, "", null, root + Path.DirectorySeparatorChar], root);

        Assert.Equal([assets, root], folders.Imports);
        Assert.Equal(
            [
                assets, root,
                Path.Combine(assets, "runtimes", "linux-x64", "native"), Path.Combine(root, "runtimes", "linux-x64", "native"),
                Path.Combine(assets, "libtorch"), Path.Combine(root, "libtorch"),
            ],
            folders.All);
    }

    [Fact]
    public void FindShim_NotThere_NamesFileAndFolders()
    {
        var failure = Assert.Throws<TorchNativeException>(() => TorchLoader.FindShim(Linux, [_folder["app"]]));

        Assert.Contains("libLibTorchSharp.so", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["app"], failure.Message, StringComparison.Ordinal);
    }

    // Everything is there unless said otherwise.
    private LibTorchLocator Full(
        string? variable = Made, string? option = Made, bool application = true, string? development = Made, string[]? imports = null)
    {
        string? Value(string? given, string name) => given == Made ? _folder.WithFile(name, "libtorch_cpu.so") : given;

        if (application)
        {
            _folder.WithFile(Path.Combine("application", "libtorch"), "libtorch_cpu.so");
        }

        return new LibTorchLocator(Linux)
        {
            VariableValue = Value(variable, "variable"),
            OptionValue = Value(option, "option"),
            Application = new ApplicationFolders(Linux, imports ?? [], _folder["application"]),
            DevelopmentValue = Value(development, "development"),
            BaseFolder = _folder.Path,
        };
    }
}
