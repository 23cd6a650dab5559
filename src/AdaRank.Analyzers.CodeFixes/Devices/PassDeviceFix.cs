using System.Composition;
using AdaRank.Analyzers.Devices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Analyzers.CodeFixes.Devices;

/// <summary>Gives the layer of ADR052 the device that the other layers of the constructor have.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PassDeviceFix)), Shared]
internal sealed class PassDeviceFix() : TorchCodeFix("ADR052", "Make this layer on the same device")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        var arguments = place.Node switch
        {
            InvocationExpressionSyntax call => call.ArgumentList,
            BaseObjectCreationExpressionSyntax creation => creation.ArgumentList,
            _ => null,
        };
        if (arguments is null
            || !place.Diagnostic.Properties.TryGetValue(MixedDevicesAnalyzer.Parameter, out var parameter)
            || !place.Diagnostic.Properties.TryGetValue(MixedDevicesAnalyzer.Device, out var device))
        {
            return null;
        }

        var added = SyntaxFactory.Argument(
            SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(parameter!)).WithTrailingTrivia(SyntaxFactory.Space),
            refKindKeyword: default,
            SyntaxFactory.IdentifierName(device!));
        var list = arguments.Arguments.Count == 0
            ? SyntaxFactory.SingletonSeparatedList(added)
            : arguments.Arguments.Add(added.WithLeadingTrivia(SyntaxFactory.Space));
        return place.Root.ReplaceNode(arguments, arguments.WithArguments(list));
    }
}
