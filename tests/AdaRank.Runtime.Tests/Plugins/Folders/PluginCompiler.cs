using System.Security.Cryptography;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Tests.Plugins.Folders;

/// <summary>Compiles plugin assemblies while tests run, as their makers would elsewhere.</summary>
internal static class PluginCompiler
{
    private static readonly MetadataReference[] Program =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("AdaRank.Runtime.Tests", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Writes an assembly into a folder.</summary>
    /// <returns>The SHA-256 of its file.</returns>
    public static string Compile(string folder, string name, string source, string? fileName = null, params string[] references)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, fileName ?? $"{name}.dll");
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. Program, .. references.Select(reference => MetadataReference.CreateFromFile(reference))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return HashOf(path);
    }

    public static string HashOf(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>An assembly with one rank policy, written as the generator writes it.</summary>
    public static string RankPolicy(string key, string contract = "1.0", string body = "=> 1", string? manifestKey = null, string group = "Acme.Group") => $$"""
        using AdaRank.Plugins;
        using AdaRank.Rank;

        [assembly: AdaRankPlugin("rank", "{{manifestKey ?? key}}", "{{contract}}", typeof(Acme.Policy))]
        [assembly: AdaRankPluginGroup(typeof({{group}}))]

        namespace Acme;

        public sealed class Policy : IRankPolicy
        {
            public int ChooseRank(in RankObservation observation) {{body}};
        }

        public sealed class Group : IPluginGroup
        {
            public static void Register(IPluginRegistrar registrar)
            {
                System.AppContext.SetData("AdaRank.Tests.Ran." + typeof(Group).Assembly.GetName().Name, "yes");
                registrar.Add<IRankPolicy, NoOptions>(new PluginDescriptor("{{key}}"), static (_, _) => new Policy());
            }
        }

        public sealed class NoGroup;
        """;
}
