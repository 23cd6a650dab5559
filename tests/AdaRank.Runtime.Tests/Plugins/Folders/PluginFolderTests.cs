using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Plugins;
using AdaRank.Plugins.Folders;
using AdaRank.Tests.Native;
using AdaRank.Tests.Optimization;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Plugins.Folders;

/// <summary>Assemblies from a folder at run time: only what is listed, only as it was listed.</summary>
public sealed class PluginFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Unlike any other test's, so that what ran can be told.</summary>
    private readonly string _name = $"Acme.Plugins{Guid.NewGuid():n}";

    [Fact]
    public void LoadPlugins_ListedAssembly_TrainsInAContextOfItsOwn()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([8, 8]));
        var hash = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme", body: "=> 3"));
        using var provider = Provide(allow => allow.Assembly(_name, hash), adarank => adarank.AllGroups(group => group.Rank("acme")));
        using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(model);
        model["weight"].grad = randn([8, 8]);

        optimizer.Step();

        Assert.Equal(3, optimizer.Matrices[0].Rank);
        var context = AssemblyLoadContext.GetLoadContext(optimizer.Banks[0].Group.Policy.GetType().Assembly)!;
        Assert.NotSame(AssemblyLoadContext.Default, context);
        Assert.True(context.IsCollectible);
        var entry = provider.GetRequiredService<PluginCatalogue>().Find("rank", "acme")!;
        Assert.Equal((_name, new ContractVersion(1, 0)), (entry.Package, entry.Contract));
    }

    [Fact]
    public void LoadPlugins_LowerAndUpperCaseHash_AreTheSame()
    {
        var hash = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme"));
        using var provider = Provide(allow => allow.Assembly(_name, hash.ToLowerInvariant()));

        provider.GetRequiredService<OptimizerFactory>().Validate();

        Assert.NotNull(provider.GetRequiredService<PluginCatalogue>().Find("rank", "acme"));
    }

    [Fact]
    public void LoadPlugins_FileWasChanged_IsRefusedAndDoesNotRun()
    {
        var allowed = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme"));
        var changed = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme", body: "=> 666"));

        var problem = Refused(allow => allow.Assembly(_name, allowed));

        Assert.Equal($"SHA-256 of '{_name}.dll'", problem.Setting);
        Assert.Contains(changed.ToLowerInvariant(), problem.Message, StringComparison.Ordinal);
        Assert.Contains($"{allowed.ToLowerInvariant()} is allowed, and nothing of it was run", problem.Message, StringComparison.Ordinal);
        AssertNothingRan();
    }

    [Fact]
    public void LoadPlugins_OneByteMore_IsRefused()
    {
        var allowed = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme"));
        File.AppendAllText(_folder[$"{_name}.dll"], "x");

        var problem = Refused(allow => allow.Assembly(_name, allowed));

        Assert.Equal($"SHA-256 of '{_name}.dll'", problem.Setting);
        AssertNothingRan();
    }

    [Fact]
    public void LoadPlugins_PluginAssemblyThatIsNotListed_IsRefusedWithAllOthers()
    {
        var hash = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme"));
        var stranger = PluginCompiler.Compile(_folder.Path, "Stranger", PluginCompiler.RankPolicy("stranger"));

        var problem = Refused(allow => allow.Assembly(_name, hash));

        Assert.Equal(
            $"plugin assembly is '{_folder["Stranger.dll"]}': take it out of the folder, or allow it if you trust it: "
            + $"allow.Assembly(\"Stranger\", sha256: \"{stranger.ToLowerInvariant()}\").",
            problem.Message);
        AssertNothingRan();
    }

    [Fact]
    public void LoadPlugins_TwoFilesThatDifferInCase_AreNotBothCoveredByOneLine()
    {
        var hash = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme"));
        var copy = _folder[$"{_name.ToLowerInvariant()}.dll"];
        Assert.SkipWhen(File.Exists(copy), "The file system folds case.");
        File.Copy(_folder[$"{_name}.dll"], copy);

        var problem = Refused(allow => allow.Assembly(_name, hash));

        Assert.Equal("plugin assembly", problem.Setting);
        AssertNothingRan();
    }

    [Fact]
    public void LoadPlugins_OtherFilesInTheFolder_AreNoneOfItsBusiness()
    {
        var hash = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme"));
        PluginCompiler.Compile(_folder.Path, "Library", "public sealed class Library;");
        File.WriteAllText(_folder["native.dll"], "no .NET assembly");
        File.WriteAllText(_folder["empty.dll"], "");
        File.WriteAllText(_folder["notes.txt"], "hello");
        using var provider = Provide(allow => allow.Assembly(_name, hash));

        provider.GetRequiredService<OptimizerFactory>().Validate();
    }

    [Fact]
    public void LoadPlugins_FileWithAnotherAssemblyInIt_IsRefused()
    {
        var hash = PluginCompiler.Compile(_folder.Path, "Impostor", PluginCompiler.RankPolicy("acme"), fileName: $"{_name}.dll");

        var problem = Refused(allow => allow.Assembly(_name, hash));

        Assert.Equal($"assembly in '{_name}.dll' is 'Impostor': name the file Impostor.dll and list it so, or find out who renamed it.", problem.Message);
    }

    [Fact]
    public void LoadPlugins_FolderOrFileIsMissing_IsRefused()
    {
        var hash = new string('a', 64);
        using var provider = new ServiceCollection()
            .AddAdaRank(adarank => adarank
                .LoadPlugins(_folder["nowhere"], _ => { })
                .LoadPlugins(_folder.Path, allow => allow.Assembly("Missing", hash).Assembly("TorchSharp", hash)))
            .BuildServiceProvider();

        var problem = Assert.Throws<InvalidCompositionException>(provider.GetRequiredService<OptimizerFactory>().Validate);

        Assert.Equal(
            [
                $"plugin folder is '{_folder["nowhere"]}': make it, or take it out: there is no such folder.",
                $"allowed assembly is 'Missing': put Missing.dll into {_folder.Path}, or take it off the list.",
                "allowed assembly is 'TorchSharp': take it off the list: plugins use the program's own.",
            ],
            problem.Problems.Select(each => each.Message));
    }

    [Fact]
    public void LoadPlugins_ListedAssemblyWithoutAPurpose_IsRefused()
    {
        var hash = PluginCompiler.Compile(_folder.Path, "Library", "public sealed class Library;");

        var problem = Refused(allow => allow.Assembly("Library", hash));

        Assert.Equal(
            "allowed assembly is 'Library': take it off the list: it has no plugin manifest, and no other listed assembly needs it.", problem.Message);
    }

    [Fact]
    public void Dispose_OfOneOfTwoProviders_LeavesThePluginsToTheOther()
    {
        var (helper, hash) = CompileWithDependency();
        using var model = new ParameterModel().LowRank("weight", zeros([8, 8]));
        var services = new ServiceCollection().AddAdaRank(adarank => adarank
            .LoadPlugins(_folder.Path, allow => allow.Assembly(_name, hash).Assembly("Acme.Numbers", helper))
            .AllGroups(group => group.Rank("acme")));
        using var second = services.BuildServiceProvider();
        var factory = second.GetRequiredService<OptimizerFactory>();
        using (var first = services.BuildServiceProvider())
        {
            first.GetRequiredService<OptimizerFactory>().Validate();
        }

        using var scope = NewDisposeScope();
        using var optimizer = factory.Create(model);
        model["weight"].grad = randn([8, 8]);
        optimizer.Step();
        second.Dispose();

        Assert.Equal(5, optimizer.Matrices[0].Rank);
        using var third = services.BuildServiceProvider();
        Assert.Throws<InvalidOperationException>(third.GetRequiredService<OptimizerFactory>);
    }

    [Theory]
    [InlineData("2.0", "contract of rank/acme is 2.0: rebuild ")]
    [InlineData("1.7", "contract of rank/acme is 1.7: rebuild ")]
    [InlineData("new", "contract of rank/acme in ")]
    public void LoadPlugins_ContractThatDoesNotRunHere_IsRefusedBeforeAnythingRuns(string contract, string message)
    {
        var hash = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme", contract));

        var problem = Refused(allow => allow.Assembly(_name, hash));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        AssertNothingRan();
    }

    [Fact]
    public void LoadPlugins_SlotThatDoesNotExist_IsRefusedBeforeAnythingRuns()
    {
        var hash = PluginCompiler.Compile(
            _folder.Path, _name, PluginCompiler.RankPolicy("acme").Replace("\"rank\"", "\"rnak\"", StringComparison.Ordinal));

        var problem = Refused(allow => allow.Assembly(_name, hash));

        Assert.StartsWith($"slot of 'rnak/acme' in {_name} is 'rnak': did you mean 'rank'?", problem.Message, StringComparison.Ordinal);
        AssertNothingRan();
    }

    [Fact]
    public void LoadPlugins_TwoAssembliesWithOneKey_AreRefusedWithBothNames()
    {
        var first = PluginCompiler.Compile(_folder.Path, "First", PluginCompiler.RankPolicy("acme"));
        var second = PluginCompiler.Compile(_folder.Path, "Second", PluginCompiler.RankPolicy("acme"));

        var problem = Refused(allow => allow.Assembly("First", first).Assembly("Second", second));

        Assert.StartsWith("plugin is 'rank/acme': choose: First and Second both declare it; ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadPlugins_CodeDeclaresAnotherKeyThanTheManifest_IsRefused()
    {
        var hash = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme", manifestKey: "harmless"));
        using var provider = Provide(allow => allow.Assembly(_name, hash));

        var problem = Assert.Throws<InvalidCompositionException>(provider.GetRequiredService<OptimizerFactory>().Validate);

        Assert.Equal(
            [
                $"plugin of '{_name}' is 'rank/acme': build it with AdaRank's generator: its code declares it, its manifest does not.",
                $"plugin of '{_name}' is 'rank/harmless': build it with AdaRank's generator: its manifest declares it, its code does not.",
            ],
            problem.Problems.Select(each => each.Message));
    }

    [Fact]
    public void LoadPlugins_GroupIsNoGroup_IsRefused()
    {
        var hash = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme", group: "Acme.NoGroup"));

        var problem = Refused(allow => allow.Assembly(_name, hash));

        Assert.Equal($"plugin group of '{_name}' is 'Acme.NoGroup': build it with AdaRank's generator: it is no IPluginGroup.", problem.Message);
    }

    [Fact]
    public void LoadPlugins_RegisterThrows_NamesTheAssembly()
    {
        var hash = PluginCompiler.Compile(
            _folder.Path,
            _name,
            PluginCompiler.RankPolicy("acme").Replace("registrar.Add", "throw new System.TimeoutException(\"late\"); registrar.Add", StringComparison.Ordinal));

        var problem = Refused(allow => allow.Assembly(_name, hash));

        Assert.Equal($"plugin assembly is '{_name}': mend what it throws when it is loaded, TimeoutException: late.", problem.Message);
    }

    [Fact]
    public void LoadPlugins_PrivateDependency_ComesFromTheFolderIfItIsListed()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([8, 8]));
        var (helper, hash) = CompileWithDependency();
        using var provider = Provide(
            allow => allow.Assembly(_name, hash).Assembly("Acme.Numbers", helper), adarank => adarank.AllGroups(group => group.Rank("acme")));
        using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(model);
        model["weight"].grad = randn([8, 8]);

        optimizer.Step();

        Assert.Equal(5, optimizer.Matrices[0].Rank);
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name == "Acme.Numbers");
    }

    [Fact]
    public void LoadPlugins_PrivateDependencyIsNotListed_IsRefusedBeforeAnythingRuns()
    {
        var (_, hash) = CompileWithDependency();

        var problem = Refused(allow => allow.Assembly(_name, hash));

        Assert.Equal(
            $"dependency of '{_name}' is 'Acme.Numbers': put Acme.Numbers.dll into {_folder.Path} and allow it with its SHA-256: the program does not have it.",
            problem.Message);
        AssertNothingRan();
    }

    [Fact]
    public void LoadPlugins_PrivateDependencyWasChanged_IsRefused()
    {
        var (helper, hash) = CompileWithDependency();
        PluginCompiler.Compile(_folder.Path, "Acme.Numbers", "namespace Acme; public static class Numbers { public static int Five => 6; }");

        var problem = Refused(allow => allow.Assembly(_name, hash).Assembly("Acme.Numbers", helper));

        Assert.Equal("SHA-256 of 'Acme.Numbers.dll'", problem.Setting);
        AssertNothingRan();
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void Assembly_NoHash_IsRefusedAtOnce(string hash)
    {
        var problem = Assert.Throws<InvalidSettingException>(() => Provide(allow => allow.Assembly("Acme", hash)));

        Assert.Equal("SHA-256 of 'Acme'", problem.Setting);
    }

    [Fact]
    public void LoadPlugins_FileIsReplacedWhileItIsUsed_RunsTheBytesThatWereHashed()
    {
        var hash = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme"));
        using var provider = Provide(allow => allow.Assembly(_name, hash), adarank => adarank.AllGroups(group => group.Rank("acme")));
        File.Delete(_folder[$"{_name}.dll"]);

        provider.GetRequiredService<OptimizerFactory>().Validate();
    }

    [Fact]
    public void LoadPlugins_TrimmedPrograms_AreWarned()
    {
        var method = typeof(AdaRankBuilder).GetMethod(nameof(AdaRankBuilder.LoadPlugins))!;

        Assert.NotNull(method.GetCustomAttribute<RequiresUnreferencedCodeAttribute>());
        Assert.NotNull(method.GetCustomAttribute<RequiresDynamicCodeAttribute>());
    }

    [Fact]
    public void Dispose_OfTheProvider_UnloadsTheContext()
    {
        var hash = PluginCompiler.Compile(_folder.Path, _name, PluginCompiler.RankPolicy("acme"));
        var context = UseAndDispose(hash);

        for (var round = 0; round < 10 && context.IsAlive; round++)
        {
#pragma warning disable RS0030 // Collecting is banned as a way to free tensors; here it is what unloads a context.
            GC.Collect();
            GC.WaitForPendingFinalizers();
#pragma warning restore RS0030
        }

        Assert.False(context.IsAlive, "something still holds the plugin's assembly");
    }

    public void Dispose() => _folder.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference UseAndDispose(string hash)
    {
        using var model = new ParameterModel().LowRank("weight", zeros([8, 8]));
        using var provider = Provide(allow => allow.Assembly(_name, hash), adarank => adarank.AllGroups(group => group.Rank("acme")));
        using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(model);
        return new WeakReference(AssemblyLoadContext.GetLoadContext(optimizer.Banks[0].Group.Policy.GetType().Assembly));
    }

    private (string Helper, string Hash) CompileWithDependency()
    {
        var helper = PluginCompiler.Compile(_folder.Path, "Acme.Numbers", "namespace Acme; public static class Numbers { public static int Five => 5; }");
        var hash = PluginCompiler.Compile(
            _folder.Path, _name, PluginCompiler.RankPolicy("acme", body: "=> Numbers.Five"), references: _folder["Acme.Numbers.dll"]);
        return (helper, hash);
    }

    private InvalidSettingException Refused(Action<PluginAllowance> allow)
    {
        using var provider = Provide(allow);
        return Assert.Throws<InvalidSettingException>(provider.GetRequiredService<OptimizerFactory>().Validate);
    }

    private ServiceProvider Provide(Action<PluginAllowance> allow, Action<AdaRankBuilder>? more = null) => new ServiceCollection()
        .AddAdaRank(adarank =>
        {
            adarank.LoadPlugins(_folder.Path, allow);
            more?.Invoke(adarank);
        })
        .BuildServiceProvider();

    private void AssertNothingRan() => Assert.Null(AppContext.GetData($"AdaRank.Tests.Ran.{_name}"));
}
