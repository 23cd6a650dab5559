using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Analyzers.Tests.Harness;

/// <summary>What every piece of user code in these tests compiles with.</summary>
internal static class UserCode
{
    /// <summary>The implicit usings of a project, and what a file with TorchSharp code begins with.</summary>
    public const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading.Tasks;
        global using TorchSharp;
        global using TorchSharp.Modules;
        global using TorchSharp.Utils;
        global using static TorchSharp.torch;
        global using static TorchSharp.torch.nn;
        """;

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14);

    public static CSharpCompilationOptions CompilationOptions { get; } =
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true);

    /// <summary>The framework, TorchSharp and AdaRank as this process has them: nothing is downloaded.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => IsReferenced(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The same for a project that does not know TorchSharp.</summary>
    public static IEnumerable<MetadataReference> ReferencesWithoutTorchSharp =>
        References.Where(reference => !reference.Display!.EndsWith("TorchSharp.dll", StringComparison.Ordinal));

    private static bool IsReferenced(string assembly) =>
        assembly is "netstandard" or "mscorlib" or "TorchSharp" or "SkiaSharp" or "AdaRank.Abstractions" or "AdaRank.Abstractions.Torch"
            or "AdaRank.Runtime" or "Microsoft.Win32.Primitives"
        || assembly.StartsWith("System", StringComparison.Ordinal);
}
