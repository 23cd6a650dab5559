using AdaRank.Native;

namespace AdaRank.Tests.Native;

public sealed class LibTorchLocatorTests : IDisposable
{
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
    public void Find_NothingNamed_TakesTheFirstFolderOfTheApplicationThatHoldsOne()
        => Assert.Equal(new(_folder["application"], LibTorchSource.Application), Full(variable: null, option: "").Find());

    [Fact]
    public void Find_NothingInTheApplication_TakesTheDevelopmentOption()
    {
        var locator = Full(variable: null, option: null, application: []);

        Assert.Equal(new(_folder["development"], LibTorchSource.DevelopmentOption), locator.Find());
    }

    [Fact]
    public void Find_RelativeOption_IsRelativeToTheApplication()
        => Assert.Equal(_folder["option"], Full(variable: null, option: "option").Find().Folder);

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
        var locator = Full(variable: null, option: null, application: [_folder["a"], _folder["b"]], development: _folder["gone"]);

        var failure = Assert.Throws<TorchNativeException>(locator.Find);

        Assert.All(
            ["ADARANK_LIBTORCH", "AdaRank.LibTorch", _folder["a"], _folder["b"], _folder["gone"]],
            place => Assert.Contains(failure.Findings, finding => finding.Contains(place, StringComparison.Ordinal)));
        Assert.Contains("libtorch-cpu-linux-x64", failure.Remedy, StringComparison.Ordinal);
        Assert.All([.. failure.Findings, failure.Remedy], part => Assert.Contains(part, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void List_Roots_AddsTheRuntimesFolderOnceEach()
    {
        var root = _folder["app"];

        var folders = ApplicationFolders.List(Linux, [root, "", null, root + Path.DirectorySeparatorChar]);

        Assert.Equal([root, Path.Combine(root, "runtimes", "linux-x64", "native")], folders);
    }

    [Fact]
    public void FindShim_NotThere_NamesFileAndFolders()
    {
        var failure = Assert.Throws<TorchNativeException>(() => TorchLoader.FindShim(Linux, [_folder["app"]]));

        Assert.Contains("libLibTorchSharp.so", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["app"], failure.Message, StringComparison.Ordinal);
    }

    private LibTorchLocator Full(string? variable = "", string? option = "-", string[]? application = null, string? development = null)
    {
        string LibTorch(string name) => _folder.WithFile(name, "libtorch_cpu.so");

        return new LibTorchLocator(Linux)
        {
            VariableValue = variable is "" ? LibTorch("variable") : variable,
            OptionValue = option is "-" or "option" ? LibTorch("option") is var made && option is "-" ? made : option : option,
            ApplicationFolders = application ?? [_folder["empty"], LibTorch("application"), LibTorch("later")],
            DevelopmentValue = development ?? LibTorch("development"),
            BaseFolder = _folder.Path,
        };
    }
}
