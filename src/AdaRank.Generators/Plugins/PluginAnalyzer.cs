using System.Collections.Immutable;
using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Plugins.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Plugins;

/// <summary>Reports what is wrong with plugins, and with the way in which a host or a test project uses them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PluginAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        PluginRuleDescriptors.NotAPlugin,
        PluginRuleDescriptors.BadKey,
        PluginRuleDescriptors.BadTunable,
        PluginRuleDescriptors.KeepsState,
        PluginRuleDescriptors.ImpureRankPolicy,
        PluginRuleDescriptors.CircularOrder,
        PluginRuleDescriptors.IncompatibleContract,
        PluginRuleDescriptors.CapturedScope,
        PluginRuleDescriptors.UnknownKey,
        PluginRuleDescriptors.NoContractTest,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(PluginNames.PluginAttribute) is null)
            {
                return;
            }

            var catalogue = new PluginCatalogue(start.Compilation);
            start.RegisterSymbolAction(symbol => AnalyzeClass(symbol, catalogue), SymbolKind.NamedType);
            StateRules.Register(start);
            PurityRules.Register(start);
            ScopeRules.Register(start);
            ContractRules.Register(start, catalogue);
            UnknownKeyRules.Register(start, catalogue);
            ContractTestRules.Register(start, catalogue);
        });
    }

    private static void AnalyzeClass(SymbolAnalysisContext context, PluginCatalogue catalogue)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var findings = new List<Finding>();
        if (PluginCatalogue.AttributeOf(type) is { } attribute)
        {
            var reading = PluginParser.Read(type, attribute, context.Compilation, context.CancellationToken);
            findings.AddRange(reading.Findings);
            if (reading.Spec is { } plugin)
            {
                findings.AddRange(DuplicateRules.Check(type, plugin, attribute, catalogue));
                findings.AddRange(OrderRules.Check(type, plugin, attribute, catalogue));
            }
        }

        if (OptionsReader.IsOptions(type) && TunableReader.OwnPropertiesOf(type).Any())
        {
            OptionsReader.Read(type, context.Compilation, findings, context.CancellationToken);
            findings.AddRange(OptionsClassRules.Check(type, context.CancellationToken));
        }

        foreach (var finding in findings)
        {
            context.ReportDiagnostic(finding.ToDiagnostic());
        }
    }
}
