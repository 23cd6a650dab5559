using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Flow;

/// <summary>What calls of TorchSharp do with tensors: which make one, which give back the one that they were asked of.</summary>
/// <remarks>Measured with TorchSharp 0.107.0 by comparing references, and read from the code of every method with a final underscore.</remarks>
internal sealed class TensorCalls(TorchTypes types)
{
    /// <summary>Methods that look as if they gave back the tensor that they change, but return another object.</summary>
    private static readonly ImmutableHashSet<string> MakeDespiteTheirName =
        ["zero_", "elu_", "gelu_", "tril_", "triu_", "clamp_max_", "clamp_min_", "lgamma_", "fft_"];

    private static readonly ImmutableHashSet<string> Moves =
        ["MoveToOuterDisposeScope", "DetachFromDisposeScope", "DetatchFromDisposeScope", "MoveToOtherDisposeScope"];

    private static readonly ImmutableHashSet<string> ScopeMoves = ["MoveToOuter", "MoveToOther", "Detach"];

    /// <summary>The types that the rules know.</summary>
    public TorchTypes Types { get; } = types;

    /// <summary>Whether a type is declared by TorchSharp itself.</summary>
    public bool IsOfTorchSharp(ISymbol symbol) =>
        SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, Types.Torch.ContainingAssembly);

    /// <summary>Whether values of the type are tensors or hold some: tensors, arrays, tuples and collections of them.</summary>
    public bool HoldsTensors(ITypeSymbol? type) => type switch
    {
        null => false,
        IArrayTypeSymbol array => HoldsTensors(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => Types.IsTensor(generic) || generic.TypeArguments.Any(HoldsTensors),
        _ => Types.IsTensor(type),
    };

    /// <summary>Whether a call changes its tensor: <c>x.add_(1)</c>, <c>torch.abs_(x)</c>.</summary>
    public bool WritesInPlace(IInvocationOperation call) =>
        call.TargetMethod is { } method
        && method.Name.EndsWith("_", StringComparison.Ordinal)
        && Types.IsTensor(method.ReturnType)
        && IsOfTorchSharp(method)
        && ChangedTensor(call) is not null
        && method.Name is not ("requires_grad_" or "detach_" or "rename_" or "elu_" or "fft_");

    /// <summary>The tensor that an in-place call changes.</summary>
    public IOperation? ChangedTensor(IInvocationOperation call) => call.TargetMethod.IsStatic
        ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is { } first && Types.IsTensor(first.Parameter?.Type)
            ? first.Value.Unwrap()
            : null
        : Types.IsTensor(call.TargetMethod.ContainingType) ? call.Receiver() : null;

    /// <summary>The expression whose tensor a call gives back as it is, the same object; null if the call makes another one.</summary>
    public IOperation? Returned(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!IsOfTorchSharp(method))
        {
            return null;
        }

        if (Types.DisposeScope is { } scope && SymbolEqualityComparer.Default.Equals(method.ContainingType, scope))
        {
            return ScopeMoves.Contains(method.Name) && method.Parameters.Count(parameter => parameter.Name != "scope") == 1
                ? call.Arguments.First(argument => argument.Parameter?.Name != "scope").Value.Unwrap()
                : null;
        }

        if (Types.IsTensor(method.ContainingType) && (Moves.Contains(method.Name) || method.Name == "with_requires_grad"))
        {
            return call.Receiver();
        }

        return method.Name.EndsWith("_", StringComparison.Ordinal)
            && Types.IsTensor(method.ReturnType)
            && !MakeDespiteTheirName.Contains(method.Name)
            ? ChangedTensor(call)
            : null;
    }

    /// <summary>Whether a call takes a tensor out of its dispose scope.</summary>
    public bool IsMove(IInvocationOperation call) =>
        IsOfTorchSharp(call.TargetMethod)
        && (Moves.Contains(call.TargetMethod.Name)
            || (ScopeMoves.Contains(call.TargetMethod.Name)
                && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, Types.DisposeScope)));

    /// <summary>Whether a move goes one scope out, and no further.</summary>
    public static bool IsOneScopeOut(IInvocationOperation move) => move.TargetMethod.Name is "MoveToOuterDisposeScope" or "MoveToOuter";

    /// <summary>Whether a call runs a module: <c>call</c>, <c>forward</c>, or the <c>Forward</c> of a generated model.</summary>
    public bool IsForward(IInvocationOperation call) =>
        call.TargetMethod is { IsStatic: false, Name: "call" or "forward" or "Forward" } method
        && (Types.IsModule(method.ContainingType) || Types.IsModule(call.Instance?.Type) || IsModuleInterface(method.ContainingType))
        && HoldsTensors(method.ReturnType);

    /// <summary>Whether an expression makes a tensor that belongs to the dispose scope that is open, if one is.</summary>
    /// <remarks>Methods of the user's are not among them: they may return what exists already.</remarks>
    public bool Makes(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                return HoldsTensors(call.TargetMethod.ReturnType) && MakesByCall(call);
            case IBinaryOperation { OperatorMethod: { } method }:
                return IsTensorOperator(method);
            case IUnaryOperation { OperatorMethod: { } method }:
                return IsTensorOperator(method);
            case ICompoundAssignmentOperation { OperatorMethod: { } method }:
                return IsTensorOperator(method);
            case IConversionOperation { OperatorMethod: { } method }:
                return IsTensorOperator(method);
            case IPropertyReferenceOperation { Property: { IsStatic: false } property } read:
                return Types.IsTensor(property.ContainingType) && Types.IsTensor(property.Type) && !IsWritten(read);
            case IObjectCreationOperation creation:
                return Types.IsParameter(creation.Type);
            default:
                return false;
        }
    }

    /// <summary>Whether an operator of TorchSharp gives a tensor.</summary>
    private bool IsTensorOperator(IMethodSymbol method) => Types.IsTensor(method.ReturnType) && IsOfTorchSharp(method);

    private bool MakesByCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (IsForward(call))
        {
            return true;
        }

        // torch itself, its nested static classes (functional, linalg, fft, special), and the methods of tensors.
        return IsOfTorchSharp(method)
            && method.ContainingType is { } owner
            && (owner.IsStatic || Types.IsTensor(owner))
            && !SymbolEqualityComparer.Default.Equals(owner, Types.ModuleExtensions)
            && Returned(call) is null
            && !(method.ReturnType is INamedTypeSymbol { TypeArguments.Length: > 0, IsTupleType: false });
    }

    private static bool IsWritten(IPropertyReferenceOperation read) =>
        read.Parent is IAssignmentOperation assignment && assignment.Target == read;

    private bool IsModuleInterface(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Interface, Name: "IModule" } && IsOfTorchSharp(type);
}
