using Microsoft.CodeAnalysis;

namespace AdaRank.Analyzers;

/// <summary>The types of TorchSharp that rules ask for, looked up once per compilation.</summary>
/// <remarks>
/// The five types without which no rule makes sense are never null; the others are null where a version of TorchSharp
/// has none of them, and so are the attributes of AdaRank, of which this package is independent.
/// </remarks>
internal sealed class TorchTypes
{
    private TorchTypes(
        INamedTypeSymbol torch, INamedTypeSymbol tensor, INamedTypeSymbol module, INamedTypeSymbol parameter, INamedTypeSymbol optimizer)
        => (Torch, Tensor, Module, Parameter, Optimizer) = (torch, tensor, module, parameter, optimizer);

    /// <summary><c>TorchSharp.torch</c>, the static class around everything.</summary>
    public INamedTypeSymbol Torch { get; }

    /// <summary><c>torch.Tensor</c>.</summary>
    public INamedTypeSymbol Tensor { get; }

    /// <summary><c>torch.nn.Module</c>, the base of the generic forms too.</summary>
    public INamedTypeSymbol Module { get; }

    /// <summary><c>TorchSharp.Modules.Parameter</c>, a tensor.</summary>
    public INamedTypeSymbol Parameter { get; }

    /// <summary><c>torch.optim.Optimizer</c>.</summary>
    public INamedTypeSymbol Optimizer { get; }

    /// <summary><c>torch.nn</c>, the factories of modules.</summary>
    public INamedTypeSymbol? Nn { get; private init; }

    /// <summary><c>torch.nn.functional</c>.</summary>
    public INamedTypeSymbol? Functional { get; private init; }

    /// <summary><c>torch.optim</c>, the factories of optimizers.</summary>
    public INamedTypeSymbol? Optim { get; private init; }

    /// <summary><c>torch.autograd</c>.</summary>
    public INamedTypeSymbol? Autograd { get; private init; }

    /// <summary><c>torch.autograd.SingleTensorFunction&lt;T&gt;</c>, unbound.</summary>
    public INamedTypeSymbol? SingleTensorFunction { get; private init; }

    /// <summary><c>torch.autograd.MultiTensorFunction&lt;T&gt;</c>, unbound.</summary>
    public INamedTypeSymbol? MultiTensorFunction { get; private init; }

    /// <summary><c>torch.Device</c>.</summary>
    public INamedTypeSymbol? Device { get; private init; }

    /// <summary><c>torch.ScalarType</c>.</summary>
    public INamedTypeSymbol? ScalarType { get; private init; }

    /// <summary><c>TorchSharp.DeviceType</c>.</summary>
    public INamedTypeSymbol? DeviceType { get; private init; }

    /// <summary><c>TorchSharp.DisposeScope</c>, what <c>torch.NewDisposeScope()</c> returns.</summary>
    public INamedTypeSymbol? DisposeScope { get; private init; }

    /// <summary><c>TorchSharp.TensorExtensionMethods</c>.</summary>
    public INamedTypeSymbol? TensorExtensions { get; private init; }

    /// <summary><c>TorchSharp.ModuleExtensionMethods</c>: <c>to</c>, <c>cuda</c>, <c>half</c> and so on.</summary>
    public INamedTypeSymbol? ModuleExtensions { get; private init; }

    /// <summary><c>TorchSharp.Utils.ComponentNameAttribute</c>.</summary>
    public INamedTypeSymbol? ComponentName { get; private init; }

    /// <summary><c>TorchSharp.Modules.IParameterLessModule</c>: activations, pooling, dropout.</summary>
    public INamedTypeSymbol? ParameterlessModule { get; private init; }

    /// <summary><c>AdaRank.Annotations.ModelAttribute</c>, whose classes are registered by generated code.</summary>
    public INamedTypeSymbol? ModelAttribute { get; private init; }

    /// <summary><c>AdaRank.Optimization.AdaRankOptimizer</c>.</summary>
    public INamedTypeSymbol? AdaRankOptimizer { get; private init; }

    /// <summary>Null unless the compilation references TorchSharp (or is TorchSharp).</summary>
    public static TorchTypes? Find(Compilation compilation)
    {
        if (compilation.GetTypeByMetadataName("TorchSharp.torch") is not { } torch
            || compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor") is not { } tensor
            || compilation.GetTypeByMetadataName("TorchSharp.torch+nn+Module") is not { } module
            || compilation.GetTypeByMetadataName("TorchSharp.Modules.Parameter") is not { } parameter
            || compilation.GetTypeByMetadataName("TorchSharp.torch+optim+Optimizer") is not { } optimizer)
        {
            return null;
        }

        return new TorchTypes(torch, tensor, module, parameter, optimizer)
        {
            Nn = compilation.GetTypeByMetadataName("TorchSharp.torch+nn"),
            Functional = compilation.GetTypeByMetadataName("TorchSharp.torch+nn+functional"),
            Optim = compilation.GetTypeByMetadataName("TorchSharp.torch+optim"),
            Autograd = compilation.GetTypeByMetadataName("TorchSharp.torch+autograd"),
            SingleTensorFunction = compilation.GetTypeByMetadataName("TorchSharp.torch+autograd+SingleTensorFunction`1"),
            MultiTensorFunction = compilation.GetTypeByMetadataName("TorchSharp.torch+autograd+MultiTensorFunction`1"),
            Device = compilation.GetTypeByMetadataName("TorchSharp.torch+Device"),
            ScalarType = compilation.GetTypeByMetadataName("TorchSharp.torch+ScalarType"),
            DeviceType = compilation.GetTypeByMetadataName("TorchSharp.DeviceType"),
            DisposeScope = compilation.GetTypeByMetadataName("TorchSharp.DisposeScope"),
            TensorExtensions = compilation.GetTypeByMetadataName("TorchSharp.TensorExtensionMethods"),
            ModuleExtensions = compilation.GetTypeByMetadataName("TorchSharp.ModuleExtensionMethods"),
            ComponentName = compilation.GetTypeByMetadataName("TorchSharp.Utils.ComponentNameAttribute"),
            ParameterlessModule = compilation.GetTypeByMetadataName("TorchSharp.Modules.IParameterLessModule"),
            ModelAttribute = compilation.GetTypeByMetadataName("AdaRank.Annotations.ModelAttribute"),
            AdaRankOptimizer = compilation.GetTypeByMetadataName("AdaRank.Optimization.AdaRankOptimizer"),
        };
    }

    /// <summary>A tensor or a parameter.</summary>
    public bool IsTensor(ITypeSymbol? type) => type.Is(Tensor);

    /// <summary>A parameter, which is a tensor too.</summary>
    public bool IsParameter(ITypeSymbol? type) => type.Is(Parameter);

    /// <summary>A module of any kind.</summary>
    public bool IsModule(ITypeSymbol? type) => type.Is(Module);

    /// <summary>Whether the type says that it has no parameters.</summary>
    public bool IsParameterless(ITypeSymbol type)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(contract, ParameterlessModule))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An optimizer of TorchSharp.</summary>
    public bool IsOptimizer(ITypeSymbol? type) => type.Is(Optimizer);

    /// <summary>A <c>torch.Device</c>.</summary>
    public bool IsDevice(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Device);

    /// <summary>Whether a method is <c>torch.name(...)</c>: declared by the static class itself.</summary>
    public bool IsTorchMethod(IMethodSymbol method, string name) =>
        method.Name == name && SymbolEqualityComparer.Default.Equals(method.ContainingType, Torch);

    /// <summary>Whether a method is <c>name</c> of a module, of TorchSharp's or an override of it.</summary>
    public bool IsModuleMethod(IMethodSymbol method, string name) =>
        method.Name == name && SymbolEqualityComparer.Default.Equals(method.Root().ContainingType, Module);
}
