using System.Collections.Immutable;
using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Tests.Diagnostics;

public sealed class ModelMemberSuppressorTests
{
    private const string Source = """
        [Model] public sealed partial class Net
        {
            private const int Named = 4;
            private const int Unnamed = 4;

            [Linear("Named", 4)] private partial Linear Query { get; }
            private int Other { get; } = Unnamed;

            public Tensor Forward(Tensor x) => x;

            public int Count() => 3;
        }

        public sealed class Bystander
        {
            private const int Alone = 4;

            public Tensor Forward(Tensor x) => x;
        }
        """;

    [Theory]
    [InlineData("CA1822", "Net.Forward(Tensor)")]
    [InlineData("IDE0051", "Net.Named Net.Query")]
    [InlineData("IDE0052", "Net.Named Net.Query")]
    public async Task Suppress_WhatGeneratedCodeMakesUntrue_AndNothingElse(string id, string expected)
    {
        var diagnostics = await GeneratorRun.Of(Source).AnalyzeAsync(new ModelMemberSuppressor(), new EveryMember(id));

        Assert.Equal(
            expected.Split(' '),
            diagnostics.Where(found => found.IsSuppressed).Select(found => found.GetMessage(null)).Order(StringComparer.Ordinal));
        Assert.Contains(diagnostics, found => !found.IsSuppressed);
    }

    [Fact]
    public void Compiler_ComponentsOfEveryKind_AreInitialised()
    {
        var run = GeneratorRun.Of("""
            [Model] public partial class Inner { [RmsNorm(4)] public partial RmsNorm Norm { get; } public Tensor Forward(Tensor x) => Norm.Forward(x); }

            [Model] public sealed partial class Net
            {
                public Net() { }

                [Linear(4, 4)] public partial Linear Query { get; }
                [Weight(4)] public partial TorchSharp.Modules.Parameter Scale { get; }
                [Buffer(4)] public partial Tensor Mean { get; }
                [Repeat(2)] public partial Repeated<Inner> Inners { get; }

                public Tensor Forward(Tensor x) => x;
            }
            """);

        Assert.Empty(run.CompilerMessages);
    }

    /// <summary>Reports a rule of another analyzer on every member, since the real one is not at hand in a test.</summary>
#pragma warning disable RS1001, RS1017, RS1029, RS2008 // Stands in for rules of other analyzers; no compiler loads it.
    private sealed class EveryMember(string id) : DiagnosticAnalyzer
    {
        private readonly DiagnosticDescriptor _rule = new(id, "Members", "{0}", "Members", DiagnosticSeverity.Warning, true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [_rule];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterSymbolAction(
                found => found.ReportDiagnostic(Diagnostic.Create(
                    _rule,
                    found.Symbol.Locations[0],
                    found.Symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat).Replace("torch.", "", StringComparison.Ordinal))),
                SymbolKind.Method,
                SymbolKind.Property,
                SymbolKind.Field);
        }
    }
#pragma warning restore RS1001, RS1017, RS1029, RS2008
}
