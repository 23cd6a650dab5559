using System.Collections.Immutable;
using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Devices;

/// <summary>
/// ADR052: a constructor gives its device to some layers and forgets others, or a method combines tensors of two devices
/// that it has itself put there.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MixedDevicesAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>{0}.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Warning(
        "ADR052",
        Categories.Devices,
        "Tensors and layers that work together are on one device",
        "{0}");

    /// <summary>Property of a report on a layer: the parameter that takes the device.</summary>
    public const string Parameter = "parameter";

    /// <summary>Property of a report on a layer: the device that the other layers get.</summary>
    public const string Device = "device";

    private static readonly string[] Factories =
    [
        "zeros", "ones", "full", "empty", "rand", "randn", "randint", "randperm", "arange", "linspace", "logspace", "eye", "from_array", "tensor",
    ];

    private static readonly string[] Combinations =
    [
        "add", "add_", "sub", "sub_", "mul", "mul_", "div", "div_", "pow", "matmul", "mm", "bmm", "mv", "dot", "addmm", "baddbmm", "maximum",
        "minimum", "eq", "ne", "lt", "le", "gt", "ge", "allclose", "cat", "concat", "stack", "hstack", "vstack", "linear", "mse_loss",
        "cross_entropy", "l1_loss", "binary_cross_entropy", "outer", "ger", "kron", "lerp",
    ];

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types)
    {
        // With a default device of its own, a program makes tensors there without saying so. Asked for at the first find.
        var hasDefaultDevice = new Lazy<bool>(() => SetsDefaultDevice(context.Compilation));
        BodyWatch.Analyze(
            context,
            operation => operation is IBinaryOperation or IInvocationOperation && Operands(operation, types).Length > 1,
            operation => operation is IInvocationOperation call && TensorDevices.NamesDevice(call, types),
            block =>
            {
                foreach (var body in block.OperationBlocks)
                {
                    AnalyzeTensors(block, body, types, hasDefaultDevice);
                }
            });
        context.RegisterOperationBlockAction(block =>
        {
            if (block.OwningSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
                && constructor.Parameters.FirstOrDefault(parameter => types.IsDevice(parameter.Type)) is { } device
                && types.IsModule(constructor.ContainingType))
            {
                foreach (var body in block.OperationBlocks)
                {
                    AnalyzeLayers(block, body, constructor.ContainingType, device, types, hasDefaultDevice);
                }
            }
        });
    }

    private static bool SetsDefaultDevice(Compilation compilation) =>
        compilation.SyntaxTrees.Any(tree => tree.ToString().Contains("set_default_device"));

    /// <summary>A device parameter of the constructor that reaches some of the layers.</summary>
    private static void AnalyzeLayers(
        OperationBlockAnalysisContext context,
        IOperation body,
        INamedTypeSymbol module,
        IParameterSymbol device,
        TorchTypes types,
        Lazy<bool> hasDefaultDevice)
    {
        var given = false;
        var forgotten = new List<IOperation>();
        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation { Instance: null or IInstanceReferenceOperation } call
                && call.Arguments.FirstOrDefault()?.Value is IInstanceReferenceOperation
                && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.ModuleExtensions))
            {
                // this.to(device) takes everything along.
                return;
            }

            if (operation is not (IInvocationOperation or IObjectCreationOperation)
                || !types.IsModule(operation.Type)
                || FindDeviceArgument(operation, types) is not { } argument)
            {
                continue;
            }

            if (SymbolEqualityComparer.Default.Equals(Place.Of(argument.Value), device))
            {
                given = true;
            }
            else if (argument.ArgumentKind is ArgumentKind.DefaultValue && !IsMovedAtOnce(operation, types))
            {
                forgotten.Add(operation);
            }
        }

        if (given && !hasDefaultDevice.Value)
        {
            foreach (var layer in forgotten)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor,
                    layer.Syntax.GetLocation(),
                    ImmutableDictionary<string, string?>.Empty
                        .Add(Parameter, FindDeviceArgument(layer, types)!.Parameter!.Name)
                        .Add(Device, device.Name),
                    $"The other layers of '{module.Name}' are made on '{device.Name}', this one on the default device"));
            }
        }
    }

    private static IArgumentOperation? FindDeviceArgument(IOperation creation, TorchTypes types)
    {
        var arguments = creation is IInvocationOperation call ? call.Arguments : ((IObjectCreationOperation)creation).Arguments;
        return arguments.FirstOrDefault(argument => types.IsDevice(argument.Parameter?.Type));
    }

    private static bool IsMovedAtOnce(IOperation creation, TorchTypes types)
    {
        var value = creation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IArgumentOperation)
        {
            value = value.Parent;
        }

        return value.Parent is IInvocationOperation call
            && (SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.ModuleExtensions)
                || types.IsModule(call.Instance?.Type));
    }

    private static void AnalyzeTensors(
        OperationBlockAnalysisContext context, IOperation body, TorchTypes types, Lazy<bool> hasDefaultDevice)
    {
        TensorDevices? devices = null;
        foreach (var operation in body.DescendantsAndSelf())
        {
            var operands = Operands(operation, types);
            if (operands.Length < 2)
            {
                continue;
            }

            devices ??= new TensorDevices(body, types);
            var known = operands
                .Select(devices.Of)
                .Where(place => place.Device is not null)
                .ToList();
            if (known.Select(place => place.Device).Distinct().Count() > 1
                && !(known.Any(place => place.IsDefault) && hasDefaultDevice.Value))
            {
                var words = string.Join(" and ", known.Select(place => place.Device).Distinct());
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor, operation.Syntax.GetLocation(), $"This combines tensors on {words}: move one of them first"));
            }
        }
    }

    private static bool IsTorchSharp(IMethodSymbol method, TorchTypes types) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, types.Torch.ContainingAssembly);

    /// <summary>The tensors that an operation combines; none for other operations.</summary>
    private static IOperation[] Operands(IOperation operation, TorchTypes types) => operation switch
    {
        IBinaryOperation binary when types.IsTensor(binary.LeftOperand.Type) && types.IsTensor(binary.RightOperand.Type) =>
            [binary.LeftOperand, binary.RightOperand],
        IInvocationOperation call when Combinations.Contains(call.TargetMethod.Name) && IsTorchSharp(call.TargetMethod, types) =>
            ArgumentsOf(call, types),
        _ => [],
    };

    private static IOperation[] ArgumentsOf(IInvocationOperation call, TorchTypes types)
    {
        var operands = new List<IOperation>();
        if (call.Instance is { } receiver && types.IsTensor(receiver.Type))
        {
            operands.Add(receiver);
        }

        foreach (var argument in call.Arguments)
        {
            switch (Place.Unwrap(argument.Value))
            {
                case IArrayCreationOperation { Initializer: { } initializer }:
                    operands.AddRange(initializer.ElementValues);
                    break;
                case ICollectionExpressionOperation collection:
                    operands.AddRange(collection.Elements);
                    break;
                case { } value when types.IsTensor(value.Type):
                    operands.Add(value);
                    break;
            }
        }

        return [.. operands];
    }

    /// <summary>On which device a method has put its tensors, as far as it says so.</summary>
    private sealed class TensorDevices
    {
        private readonly TorchTypes _types;
        private readonly Dictionary<ISymbol, IOperation?> _values = new(SymbolEqualityComparer.Default);

        public TensorDevices(IOperation body, TorchTypes types)
        {
            _types = types;
            foreach (var operation in body.DescendantsAndSelf())
            {
                switch (operation)
                {
                    case IVariableDeclaratorOperation declarator:
                        _values[declarator.Symbol] = declarator.GetVariableInitializer()?.Value;
                        break;
                    // What is written twice, or through a reference, may be anywhere.
                    case IAssignmentOperation assignment:
                        foreach (var target in assignment.Target.DescendantsAndSelf().OfType<ILocalReferenceOperation>())
                        {
                            _values[target.Local] = null;
                        }

                        break;
                    case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when Place.Of(argument.Value) is { } place:
                        _values[place] = null;
                        break;
                }
            }
        }

        /// <summary>Whether a call puts a tensor on a device that it names: without one there is nothing to mix.</summary>
        public static bool NamesDevice(IInvocationOperation call, TorchTypes types) => call.TargetMethod.Name switch
        {
            "cuda" => types.IsTensor(call.TargetMethod.ContainingType),
            "to" => types.IsTensor(call.TargetMethod.ContainingType),
            var name => Factories.Contains(name) && types.IsTorchMethod(call.TargetMethod, name)
                && call.Arguments.Any(argument => argument.ArgumentKind is ArgumentKind.Explicit && types.IsDevice(argument.Parameter?.Type)),
        };

        /// <summary>The device, and whether it is the one that is taken when none is named.</summary>
        public (string? Device, bool IsDefault) Of(IOperation operation)
        {
            switch (Place.Unwrap(operation))
            {
                case ILocalReferenceOperation local when _values.TryGetValue(local.Local, out var value) && value is not null:
                    // Each local is followed once, so this ends even in code that does not compile.
                    _values[local.Local] = null;
                    var found = Of(value);
                    _values[local.Local] = value;
                    return found;
                case IInvocationOperation { TargetMethod: var method } call when IsMoveOfTensor(method):
                    return (OfMove(call), IsDefault: false);
                case IInvocationOperation { TargetMethod: var method } call when Factories.Contains(method.Name) && _types.IsTorchMethod(method, method.Name):
                    return OfFactory(call);
                default:
                    return default;
            }
        }

        private bool IsMoveOfTensor(IMethodSymbol method) =>
            method.Name is "to" or "cuda" or "cpu" && _types.IsTensor(method.ContainingType);

        /// <remarks>A tensor without dimensions on the CPU may meet any other: no word on what comes from elsewhere.</remarks>
        private string? OfMove(IInvocationOperation call)
        {
            var device = call.TargetMethod.Name switch
            {
                "cuda" => "CUDA",
                "to" => FindDevice(call) is { ArgumentKind: ArgumentKind.Explicit } argument ? DeviceConstants.Of(argument.Value, _types) : null,
                _ => null,
            };
            return device is "CPU" ? null : device;
        }

        private (string? Device, bool IsDefault) OfFactory(IInvocationOperation call)
        {
            if (call.TargetMethod.Name is "tensor" or "from_array" && !IsArray(call.Arguments.FirstOrDefault()?.Parameter?.Type))
            {
                return default;
            }

            return FindDevice(call) switch
            {
                null => default,
                { ArgumentKind: ArgumentKind.DefaultValue } => ("CPU", true),
                var argument => (DeviceConstants.Of(argument.Value, _types), false),
            };
        }

        private static bool IsArray(ITypeSymbol? type) =>
            type is IArrayTypeSymbol or { Name: "Array" } or { Name: "IList" };

        private IArgumentOperation? FindDevice(IInvocationOperation call) => call.Arguments.FirstOrDefault(argument =>
            _types.IsDevice(argument.Parameter?.Type)
            || SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, _types.DeviceType)
            || argument.Parameter is { Name: "device", Type.SpecialType: SpecialType.System_String });
    }
}
