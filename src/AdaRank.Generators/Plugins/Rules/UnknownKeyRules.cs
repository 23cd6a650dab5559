using System.Collections.Immutable;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR028: keys that no plugin has.</summary>
internal static class UnknownKeyRules
{
    /// <summary>Where the diagnostic carries the key that was probably meant.</summary>
    public const string NearestKey = "NearestKey";

    private const string Composition = "AdaRank.Composition";

    private static readonly Dictionary<string, string> Slots = new(StringComparer.Ordinal)
    {
        ["Refresh"] = "refresh",
        ["Basis"] = "basis",
        ["Rank"] = "rank",
        ["Transport"] = "transport",
        ["Step"] = "step",
        ["FullRankStep"] = "full-rank-step",
        ["GradientTransform"] = "gradient-transform",
        ["Observe"] = "observer",
    };

    public static void Register(CompilationStartAnalysisContext start, PluginCatalogue catalogue)
    {
        var registrations = new Lazy<OwnRegistrations>(() => OwnRegistrations.Find(start.Compilation));
        start.RegisterOperationAction(
            context => Check(context, catalogue, registrations), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, PluginCatalogue catalogue, Lazy<OwnRegistrations> registrations)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.ContainingType?.ContainingNamespace?.ToDisplayString() != Composition
            || !Slots.TryGetValue(call.TargetMethod.Name, out var slot)
            || call.Arguments.FirstOrDefault(static argument => argument.Parameter is { Name: "key", Type.SpecialType: SpecialType.System_String }) is not { } argument
            || argument.Value.ConstantValue is not { HasValue: true, Value: string key })
        {
            return;
        }

        // Without any manifest nothing is known of the packages, as with versions that had none.
        var known = catalogue.Plugins.Where(plugin => plugin.Slot == slot).Select(static plugin => plugin.Key).ToImmutableHashSet();
        if (known.IsEmpty || known.Contains(key) || registrations.Value.MayHave(key))
        {
            return;
        }

        var nearest = NearestName.Find(key, known);
        context.ReportDiagnostic(Diagnostic.Create(
            PluginRuleDescriptors.UnknownKey,
            argument.Value.Syntax.GetLocation(),
            nearest is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(NearestKey, nearest),
            slot,
            key,
            nearest is null
                ? $": there are {string.Join(", ", known.OrderBy(static name => name, StringComparer.Ordinal))}"
                : $": did you mean '{nearest}'?"));
    }

    /// <summary>What a compilation registers by hand. Read from syntax alone, and only before something would be reported.</summary>
    private sealed class OwnRegistrations(HashSet<string> keys, bool hasUnreadable)
    {
        /// <summary>Whether a key may come from one of them.</summary>
        public bool MayHave(string key) => hasUnreadable || keys.Contains(key);

        public static OwnRegistrations Find(Compilation compilation)
        {
            var keys = new HashSet<string>(StringComparer.Ordinal);
            var hasUnreadable = false;
            foreach (var call in compilation.SyntaxTrees.SelectMany(static tree => tree.GetRoot().DescendantNodes()).OfType<InvocationExpressionSyntax>())
            {
                var name = NameOf(call.Expression);
                if (!name.Contains("Keyed") && !IsHandWritten(call, name))
                {
                    continue;
                }

                var texts = call.ArgumentList.DescendantNodes().OfType<LiteralExpressionSyntax>()
                    .Where(static literal => literal.IsKind(SyntaxKind.StringLiteralExpression))
                    .Select(static literal => literal.Token.ValueText)
                    .ToList();
                hasUnreadable |= texts.Count == 0;
                keys.UnionWith(texts);
            }

            return new OwnRegistrations(keys, hasUnreadable);
        }

        /// <summary>A call of a registrar: <c>registrar.Add&lt;IRankPolicy, NoOptions&gt;("mine", ...)</c>.</summary>
        private static bool IsHandWritten(InvocationExpressionSyntax call, string name) =>
            name == "Add" && call.ArgumentList.Arguments.Count == 2
            && call.ArgumentList.Arguments[1].Expression is AnonymousFunctionExpressionSyntax or MemberAccessExpressionSyntax;

        private static string NameOf(ExpressionSyntax expression) => expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };
    }
}
