using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR024: what a rank policy does besides computing, seen within its one method.</summary>
internal static class PurityRules
{
    private const string Policy = "AdaRank.Rank.IRankPolicy";

    private static readonly string[] OutsideNamespaces = ["System.IO", "System.Net", "System.Data"];
    private static readonly string[] OutsideTypes = ["System.Console", "System.Diagnostics.Process"];

    public static void Register(CompilationStartAnalysisContext start)
    {
        if (start.Compilation.GetTypeByMetadataName(Policy)?.GetMembers("ChooseRank").FirstOrDefault() is not IMethodSymbol choose)
        {
            return;
        }

        start.RegisterOperationBlockAction(context =>
        {
            if (context.OwningSymbol is IMethodSymbol { ContainingType: { } type } method
                && type.TypeKind == TypeKind.Class
                && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(choose), method))
            {
                foreach (var block in context.OperationBlocks)
                {
                    Walk(block, (operation, problem) => context.ReportDiagnostic(Diagnostic.Create(
                        PluginRuleDescriptors.ImpureRankPolicy, operation.Syntax.GetLocation(), type.Name, problem)));
                }
            }
        });
    }

    private static void Walk(IOperation operation, Action<IOperation, string> report)
    {
        // An exception ends the run; what it costs is no matter.
        if (operation is IThrowOperation)
        {
            return;
        }

        if (ProblemOf(operation) is { } problem)
        {
            report(operation, problem);
            return;
        }

        foreach (var child in operation.ChildOperations)
        {
            Walk(child, report);
        }
    }

    private static string? ProblemOf(IOperation operation)
    {
        if (IsOfTorch(operation.Type) || (operation is IInvocationOperation { TargetMethod.ContainingType: { } owner } && IsOfTorch(owner)))
        {
            return "uses tensors: it gets numbers, and answers with one";
        }

        return operation switch
        {
            IObjectCreationOperation { Type: { IsReferenceType: true } type } => $"allocates a {Short(type)}",
            IAnonymousObjectCreationOperation => "allocates an object",
            IArrayCreationOperation array when !IsConstantSpan(array) => $"allocates a {Short(array.Type!)}",
            ICollectionExpressionOperation { Type: { IsReferenceType: true } list } => $"allocates a {Short(list)}",
            IInterpolatedStringOperation { ConstantValue.HasValue: false } => "allocates a text",
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String, ConstantValue.HasValue: false } =>
                "allocates a text",
            IConversionOperation { IsImplicit: true } conversion when conversion.GetConversion().IsBoxing =>
                $"boxes a {Short(conversion.Operand.Type!)}",
            IInvocationOperation call => ProblemOf(call),
            _ => null,
        };
    }

    private static string? ProblemOf(IInvocationOperation call)
    {
        var (method, type) = (call.TargetMethod, call.TargetMethod.ContainingType);
        if (type is null)
        {
            return null;
        }

        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        if (OutsideNamespaces.Any(outside => space == outside || space.StartsWith(outside + ".", StringComparison.Ordinal))
            || OutsideTypes.Contains(type.ToDisplayString()))
        {
            return $"does input or output with {type.Name}.{method.Name}";
        }

        var makesObjects = space == "System.Linq" || method.Name is "ToArray" or "ToList" or "ToString";
        return makesObjects && call.Type is { IsReferenceType: true } result ? $"allocates a {Short(result)} with {method.Name}" : null;
    }

    /// <summary>A span over constants lies in the assembly; nothing is allocated.</summary>
    private static bool IsConstantSpan(IArrayCreationOperation array) =>
        array.Parent is IConversionOperation { Type.Name: "ReadOnlySpan" }
        && array.Initializer?.ElementValues.All(static value => value.ConstantValue.HasValue) == true;

    private static bool IsOfTorch(ITypeSymbol? type)
    {
        var space = type?.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space?.Name == "TorchSharp";
    }

    private static string Short(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
