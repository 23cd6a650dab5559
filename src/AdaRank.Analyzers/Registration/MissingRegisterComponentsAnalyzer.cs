using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Analyzers.Registration;

/// <summary>ADR041: a module that holds submodules or parameters but never registers them has no parameters.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MissingRegisterComponentsAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>'{0}' holds '{1}', but nothing calls RegisterComponents(): on its own, the module has no parameters.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Warning(
        "ADR041",
        Categories.Registration,
        "A module with components calls RegisterComponents",
        "'{0}' holds '{1}', but nothing calls RegisterComponents(): on its own, the module has no parameters");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types) =>
        context.RegisterSymbolAction(symbol => Analyze(symbol, types), SymbolKind.NamedType);

    private static void Analyze(SymbolAnalysisContext context, TorchTypes types)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.IsAbstract || !Components.AreFoundByReflection(type, types) || Components.SourceChain(type, types) is not { } chain)
        {
            return;
        }

        var component = chain
            .SelectMany(Components.FieldsOf)
            .FirstOrDefault(field => IsComponent(field.Type, types));
        if (component is null
            || chain.Any(link => Components.CallsRegister(link, context.CancellationToken))
            || chain.Any(link => Components.RegistersByHand(link, context.CancellationToken)))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, FindPlace(type, context), type.Name, Components.MemberOf(component).Name));
    }

    /// <remarks>An activation has nothing to register. Dropout has not either, but must hear of train() and eval().</remarks>
    private static bool IsComponent(ITypeSymbol type, TorchTypes types) =>
        types.IsParameter(type)
        || (types.IsModule(type) && (!types.IsParameterless(type) || type.Name.Contains("Dropout")));

    /// <summary>The name of the class where its constructor is, if there is one.</summary>
    private static Location FindPlace(INamedTypeSymbol type, SymbolAnalysisContext context)
    {
        var parts = type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(context.CancellationToken))
            .OfType<TypeDeclarationSyntax>()
            .ToList();
        var part = parts.FirstOrDefault(candidate => candidate.Members.Any(member => member is ConstructorDeclarationSyntax))
            ?? parts.FirstOrDefault();
        return part?.Identifier.GetLocation() ?? type.Locations[0];
    }
}
