using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Tests.Harness;

/// <summary>The settings of a project, without implicit usings: each file brings its own.</summary>
internal sealed record Project
{
    public LanguageVersion Version { get; init; } = LanguageVersion.CSharp14;

    public NullableContextOptions Nullable { get; init; } = NullableContextOptions.Enable;

    public static CSharpCompilation Of(params IEnumerable<string> files) => new Project().With(files);

    /// <summary>A library of these files; every warning is an error, unsafe code is none.</summary>
    public CSharpCompilation With(params IEnumerable<string> files) => CSharpCompilation.Create(
        "User",
        files.Select((text, index) => Sources.Parse($"File{index}.cs", text, Version)),
        Sources.References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: Nullable,
            generalDiagnosticOption: ReportDiagnostic.Error,
            allowUnsafe: false,
            checkOverflow: true));
}
