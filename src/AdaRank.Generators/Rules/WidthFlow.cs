using System.Collections.Immutable;
using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Rules;

/// <summary>
/// ADR004: follows constant widths through one <c>Forward</c>, and finds a component that is given another width than it takes.
/// </summary>
/// <remarks>
/// It reads syntax alone and knows little: calls of components, functions that leave shapes as they are, variables that were
/// assigned just before. Whatever else happens to a tensor makes its width unknown, and what is unknown is never reported.
/// </remarks>
/// <param name="components">What the model declares.</param>
internal sealed class WidthFlow(ImmutableArray<ComponentReading> components)
{
    /// <summary>Functions of one tensor that keep its shape, by the names that TorchSharp gives them.</summary>
    private static readonly ImmutableHashSet<string> Elementwise =
    [
        "relu", "gelu", "silu", "sigmoid", "tanh", "mish", "elu", "selu", "leaky_relu", "softplus", "exp", "abs", "neg", "square",
        "dropout", "contiguous", "clone", "alias", "detach",
    ];

    private readonly List<Finding> _findings = [];
    private ImmutableHashSet<string> _hidden = [];

    public IReadOnlyList<Finding> Check(MethodDeclarationSyntax forward)
    {
        // A parameter, local or lambda parameter with the name of a component hides it somewhere; then be silent about it.
        _hidden =
        [
            .. forward.DescendantNodes().Select(node => node switch
            {
                ParameterSyntax parameter => parameter.Identifier.ValueText,
                VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
                SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
                ForEachStatementSyntax loop => loop.Identifier.ValueText,
                LocalFunctionStatementSyntax function => function.Identifier.ValueText,
                _ => "",
            }),
        ];

        // What a lambda or local function assigns changes whenever it is called.
        var known = new Known(
        [
            .. forward.DescendantNodes()
                .Where(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
                .SelectMany(Known.Assigned),
        ]);
        if (forward.ExpressionBody is { } expression)
        {
            Evaluate(expression.Expression, known);
        }
        else if (forward.Body is { } body)
        {
            Run(body, known);
        }

        return _findings;
    }

    private void Run(StatementSyntax statement, Known known)
    {
        switch (statement)
        {
            case BlockSyntax block:
                foreach (var inner in block.Statements)
                {
                    Run(inner, known);
                }

                break;
            case LocalDeclarationStatementSyntax declaration:
                foreach (var variable in declaration.Declaration.Variables)
                {
                    var width = variable.Initializer is null ? null : Evaluate(variable.Initializer.Value, known);
                    known.Forget(variable);
                    known[variable.Identifier.ValueText] = width;
                }

                break;
            case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment }
                when assignment is { Left: IdentifierNameSyntax target, RawKind: (int)SyntaxKind.SimpleAssignmentExpression }:
                var assigned = Evaluate(assignment.Right, known);
                known.Forget(assignment);
                known[target.Identifier.ValueText] = assigned;
                break;
            case ExpressionStatementSyntax expression:
                Evaluate(expression.Expression, known);
                known.Forget(expression);
                break;
            case ReturnStatementSyntax { Expression: { } result }:
                Evaluate(result, known);
                known.Forget(result);
                break;
            case LocalFunctionStatementSyntax:
                known.Forget(statement);
                break;
            default:
                // Branches and loops: what they assign is unknown inside them, since a loop comes round, and after them.
                known.Forget(statement);
                foreach (var child in statement.ChildNodes())
                {
                    RunInside(child, known.Copy());
                }

                break;
        }
    }

    private void RunInside(SyntaxNode node, Known known)
    {
        switch (node)
        {
            case StatementSyntax statement:
                Run(statement, known);
                break;
            case ExpressionSyntax expression:
                Evaluate(expression, known);
                break;
            default:
                foreach (var child in node.ChildNodes())
                {
                    RunInside(child, known);
                }

                break;
        }
    }

    /// <summary>The width of what an expression gives; null if nobody can tell. Reports misfits inside it.</summary>
    private Width? Evaluate(ExpressionSyntax expression, Known known)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return Evaluate(inner.Expression, known);
            case IdentifierNameSyntax name:
                return known[name.Identifier.ValueText];
            case InvocationExpressionSyntax call:
                return Call(call, known);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression or (int)SyntaxKind.MultiplyExpression } binary:
                var (left, right) = (Evaluate(binary.Left, known), Evaluate(binary.Right, known));
                return left is not null && right is not null && left.Value == right.Value && left.IsChannels == right.IsChannels
                    ? right
                    : null;
            case AnonymousFunctionExpressionSyntax:
                return null;
            default:
                foreach (var child in expression.ChildNodes())
                {
                    RunInside(child, known);
                }

                return null;
        }
    }

    private Width? Call(InvocationExpressionSyntax call, Known known)
    {
        var arguments = call.ArgumentList.Arguments.Select(argument => Evaluate(argument.Expression, known)).ToList();
        var first = call.ArgumentList.Arguments.FirstOrDefault() is { NameColon: null, RefKindKeyword.RawKind: 0 } ? arguments[0] : null;
        if (call.Expression is not MemberAccessExpressionSyntax member)
        {
            return call.Expression is SimpleNameSyntax function && IsElementwise(function) ? first : null;
        }

        if (member.Name.Identifier.ValueText is "Forward" or "call" && FindComponent(member.Expression) is { } component)
        {
            return Apply(component, member.Expression, first);
        }

        var receiver = Evaluate(member.Expression, known);
        return IsElementwise(member.Name) ? receiver ?? first : null;
    }

    private static bool IsElementwise(SimpleNameSyntax function) => Elementwise.Contains(function.Identifier.ValueText);

    private LayerSpec? FindComponent(ExpressionSyntax receiver)
    {
        var name = receiver switch
        {
            IdentifierNameSyntax simple when !_hidden.Contains(simple.Identifier.ValueText) => simple.Identifier.ValueText,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } member => member.Name.Identifier.ValueText,
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure =>
                FindComponent(sure.Operand)?.Property.Name,
            _ => null,
        };
        return components.FirstOrDefault(component => component.Member.Name == name)?.Spec as LayerSpec;
    }

    private Width? Apply(LayerSpec component, ExpressionSyntax at, Width? given)
    {
        var (takes, gives, isChannels) = component.Kind switch
        {
            "Linear" => (component.Dimensions[0], component.Dimensions[1], false),
            "Embedding" => (null, component.Dimensions[1], false),
            "RmsNorm" or "LayerNorm" or "Attention" => (component.Dimensions[0], component.Dimensions[0], false),
            "Conv1d" or "Conv2d" => (component.Dimensions[0], component.Dimensions[1], true),
            _ => (null, (DimensionSpec?)null, false),
        };
        if (takes?.Value is { } wanted && given is not null && given.IsChannels == isChannels && given.Value != wanted)
        {
            _findings.Add(new Finding(
                Descriptors.ShapesDisagree,
                at.GetLocation(),
                $"'{component.Property.Name}' takes {(isChannels ? "channels" : "a width")} of {Literal.Of(wanted)}, "
                    + $"but '{given.Producer}' before it gives {Literal.Of(given.Value)}"));
        }

        return component.Kind == "Dropout"
            ? given
            : gives?.Value is { } width ? new Width(width, isChannels, component.Property.Name) : null;
    }

    /// <summary>A width that is known.</summary>
    /// <param name="Value">How wide.</param>
    /// <param name="IsChannels">Whether it counts channels, the second axis, and not the last one.</param>
    /// <param name="Producer">The component that gave it.</param>
    private sealed record Width(int Value, bool IsChannels, string Producer);

    /// <summary>Widths of variables.</summary>
    /// <param name="untrusted">Variables whose widths are never known.</param>
    private sealed class Known(ImmutableHashSet<string> untrusted)
    {
        private readonly Dictionary<string, Width> _widths = new(StringComparer.Ordinal);

        public Width? this[string variable]
        {
            get => _widths.TryGetValue(variable, out var width) ? width : null;
            set
            {
                _widths.Remove(variable);
                if (value is not null && !untrusted.Contains(variable))
                {
                    _widths[variable] = value;
                }
            }
        }

        public Known Copy()
        {
            var copy = new Known(untrusted);
            foreach (var pair in _widths)
            {
                copy._widths.Add(pair.Key, pair.Value);
            }

            return copy;
        }

        /// <summary>Forgets what is assigned, or passed by reference, anywhere in a node.</summary>
        public void Forget(SyntaxNode node)
        {
            foreach (var variable in Assigned(node))
            {
                _widths.Remove(variable);
            }
        }

        /// <summary>All that is assigned, or passed by reference, anywhere in a node.</summary>
        public static IEnumerable<string> Assigned(SyntaxNode node) => node.DescendantNodesAndSelf()
            .Select(inner => inner switch
            {
                AssignmentExpressionSyntax assignment => assignment.Left,
                ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => argument.Expression,
                _ => null,
            })
            .SelectMany(target => target?.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>() ?? [])
            .Select(name => name.Identifier.ValueText);
    }
}
