using System.Collections.Immutable;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Diagnostics;

/// <summary>Silences what others say about members of models and what generated code makes untrue.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>CA1822, that <c>Forward</c> could be static: the generated <c>forward</c> calls it on the instance.</item>
/// <item>IDE0051 and IDE0052, that a private component is unused: it is registered, saved, loaded and trained.</item>
/// <item>IDE0051 and IDE0052, that a private constant is unused: attributes may name it in a string.</item>
/// </list>
/// CS8618 needs none: the generated part initialises every component, so the compiler does not report it.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelMemberSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor InstanceForward = new(
        "ADRS002", "CA1822", "The generated forward of a model calls Forward on the instance.");

    private static readonly SuppressionDescriptor UsedMember = new(
        "ADRS003", "IDE0051", "The generated part of a model uses the member.");

    private static readonly SuppressionDescriptor ReadMember = new(
        "ADRS004", "IDE0052", "The generated part of a model reads the member.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [InstanceForward, UsedMember, ReadMember];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && FindMember(tree, diagnostic, context) is { ContainingType: { } type } member
                && new Annotations(type).Find("Model") is not null
                && FindSuppression(diagnostic.Id, member, type) is { } rule)
            {
                context.ReportSuppression(Suppression.Create(rule, diagnostic));
            }
        }
    }

    private static SuppressionDescriptor? FindSuppression(string id, ISymbol member, INamedTypeSymbol type) => id switch
    {
        "CA1822" => member is IMethodSymbol { Name: "Forward" } ? InstanceForward : null,
        _ when !IsUsed(member, type) => null,
        "IDE0051" => UsedMember,
        _ => ReadMember,
    };

    private static bool IsUsed(ISymbol member, INamedTypeSymbol type) => member switch
    {
        IPropertySymbol => new Annotations(member).Components.Count > 0,
        IFieldSymbol { IsConst: true } => type.GetMembers().OfType<IPropertySymbol>().Any(property => Names(property, member.Name)),
        _ => false,
    };

    /// <summary>Whether an attribute of a component has a string that names a constant.</summary>
    private static bool Names(IPropertySymbol property, string constant) =>
        new Annotations(property).Components.Count > 0
        && property.GetAttributes().Any(attribute =>
            attribute.ConstructorArguments.Any(argument => Says(argument, constant))
            || attribute.NamedArguments.Any(argument => Says(argument.Value, constant)));

    private static bool Says(TypedConstant argument, string constant) => argument.Kind == TypedConstantKind.Array
        ? !argument.IsNull && argument.Values.Any(element => Says(element, constant))
        : argument.Value as string == constant;

    private static ISymbol? FindMember(SyntaxTree tree, Diagnostic diagnostic, SuppressionAnalysisContext context)
    {
        var model = context.GetSemanticModel(tree);
        var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        for (var level = node; level is not null; level = level.Parent)
        {
            if (model.GetDeclaredSymbol(level, context.CancellationToken) is { } symbol)
            {
                return symbol;
            }
        }

        return null;
    }
}
