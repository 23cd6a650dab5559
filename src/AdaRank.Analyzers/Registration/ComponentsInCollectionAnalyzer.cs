using System.Collections.Concurrent;
using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AdaRank.Analyzers.Registration;

/// <summary>ADR040: modules and parameters in an array, a list or a dictionary are not registered.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ComponentsInCollectionAnalyzer() : TorchAnalyzer(Descriptor)
{
    /// <summary>'{0}' keeps {1} in a collection, which TorchSharp does not look into: they are not trained, moved or saved.</summary>
    public static readonly DiagnosticDescriptor Descriptor = Rule.Warning(
        "ADR040",
        Categories.Registration,
        "Modules and parameters are not kept in plain collections",
        "'{0}' keeps {1} in a collection, which TorchSharp does not look into: they are not trained, moved or saved");

    /// <inheritdoc/>
    protected override void Start(CompilationStartAnalysisContext context, TorchTypes types) =>
        context.RegisterSymbolStartAction(symbol => StartClass(symbol, types), SymbolKind.NamedType);

    private static void StartClass(SymbolStartAnalysisContext context, TorchTypes types)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!Components.AreFoundByReflection(type, types))
        {
            return;
        }

        var collections = new Dictionary<ISymbol, string>(SymbolEqualityComparer.Default);
        foreach (var field in Components.FieldsOf(type))
        {
            if (KindOfElements(field.Type, types) is { } kind)
            {
                collections[Components.MemberOf(field)] = kind;
            }
        }

        if (collections.Count == 0
            || type.SelfAndBases().Any(link => Components.RegistersByHand(link, context.CancellationToken)))
        {
            return;
        }

        var contents = new CollectionContents(collections.Keys, types);
        context.RegisterOperationAction(
            operation => contents.SeeReference(operation.Operation), OperationKind.FieldReference, OperationKind.PropertyReference);
        context.RegisterOperationAction(
            operation => contents.SeeInitializer(operation.Operation), OperationKind.FieldInitializer, OperationKind.PropertyInitializer);
        context.RegisterSymbolEndAction(end =>
        {
            foreach (var collection in collections)
            {
                if (!contents.AreRegisteredElsewhere(collection.Key))
                {
                    end.ReportDiagnostic(Diagnostic.Create(
                        Descriptor, collection.Key.Locations[0], collection.Key.Name, collection.Value));
                }
            }
        });
    }

    /// <summary>"modules" or "parameters" for a collection of them, however deep; null for any other type.</summary>
    private static string? KindOfElements(ITypeSymbol type, TorchTypes types)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return KindOf(array.ElementType, types);
            case INamedTypeSymbol { IsTupleType: true } tuple:
                return tuple.TupleElements.Select(element => KindOf(element.Type, types)).FirstOrDefault(kind => kind is not null);
            case INamedTypeSymbol { TypeArguments.Length: > 0 } named when !types.IsModule(named) && IsEnumerable(named):
                // The keys of a dictionary are only looked up.
                return KindOf(named.TypeArguments[named.TypeArguments.Length - 1], types);
            default:
                return null;
        }
    }

    private static string? KindOf(ITypeSymbol element, TorchTypes types) =>
        types.IsModule(element) ? "modules"
        : types.IsParameter(element) ? "parameters"
        : KindOfElements(element, types);

    private static bool IsEnumerable(INamedTypeSymbol type) =>
        type.SpecialType is SpecialType.System_Collections_IEnumerable
        || type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T
        || type.AllInterfaces.Any(contract => contract.SpecialType is SpecialType.System_Collections_IEnumerable);

    /// <summary>What a class puts into its collections, and where else it hands them.</summary>
    private sealed class CollectionContents(IEnumerable<ISymbol> collections, TorchTypes types)
    {
        private static readonly string[] Views =
        [
            "parameters", "named_parameters", "children", "named_children", "modules", "named_modules", "get_parameter",
        ];

        private readonly HashSet<ISymbol> _collections = new(collections, SymbolEqualityComparer.Default);
        private readonly ConcurrentDictionary<ISymbol, bool> _handedToModule = new(SymbolEqualityComparer.Default);
        private readonly ConcurrentDictionary<ISymbol, bool> _holdsViews = new(SymbolEqualityComparer.Default);
        private readonly ConcurrentDictionary<ISymbol, bool> _holdsOwn = new(SymbolEqualityComparer.Default);

        /// <summary>A list of components that have fields of their own, or that were given to a ModuleList, does no harm.</summary>
        public bool AreRegisteredElsewhere(ISymbol collection) =>
            _handedToModule.ContainsKey(collection) || (_holdsViews.ContainsKey(collection) && !_holdsOwn.ContainsKey(collection));

        public void SeeInitializer(IOperation operation)
        {
            if (operation is not ISymbolInitializerOperation initializer)
            {
                return;
            }

            var initialized = operation switch
            {
                IFieldInitializerOperation field => field.InitializedFields.OfType<ISymbol>(),
                IPropertyInitializerOperation property => property.InitializedProperties.OfType<ISymbol>(),
                _ => [],
            };
            foreach (var symbol in initialized.Where(_collections.Contains))
            {
                See(symbol, initializer.Value);
            }
        }

        public void SeeReference(IOperation reference)
        {
            if (Place.Of(reference) is not { } symbol || !_collections.Contains(symbol))
            {
                return;
            }

            switch (reference.Parent)
            {
                case ISimpleAssignmentOperation assignment when assignment.Target == reference:
                    See(symbol, assignment.Value);
                    break;
                case IArrayElementReferenceOperation { Parent: ISimpleAssignmentOperation assignment }:
                    See(symbol, assignment.Value);
                    break;
                case IPropertyReferenceOperation { Property.IsIndexer: true, Parent: ISimpleAssignmentOperation assignment } indexer
                    when assignment.Target == indexer:
                    See(symbol, assignment.Value);
                    break;
                case IInvocationOperation { TargetMethod.Name: "Add" or "AddRange" or "Insert" or "Enqueue" or "Push" or "AddLast" or "TryAdd" } addition
                    when addition.Arguments.Length > 0:
                    See(symbol, addition.Arguments[addition.Arguments.Length - 1].Value);
                    break;
                default:
                    if (IsHandedToModule(reference))
                    {
                        _handedToModule[symbol] = true;
                    }

                    break;
            }
        }

        private void See(ISymbol collection, IOperation value)
        {
            switch (Judge(value))
            {
                case true:
                    _holdsViews[collection] = true;
                    break;
                case false:
                    _holdsOwn[collection] = true;
                    break;
            }
        }

        /// <summary>True for what has a registration of its own, false for what has none, null for nothing at all.</summary>
        private bool? Judge(IOperation? value)
        {
            value = Place.Unwrap(value);
            switch (value)
            {
                case null or { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation:
                    return null;
                case IFieldReferenceOperation or IPropertyReferenceOperation when Place.Of(value) is { } member && !_collections.Contains(member):
                    return true;
                case ILocalReferenceOperation local:
                    return JudgeLoopVariable(local);
                case IArrayCreationOperation array:
                    // An array with a size is filled afterwards.
                    return array.Initializer is null ? null : JudgeAll(array.Initializer.ElementValues);
                case ICollectionExpressionOperation collection:
                    return JudgeAll(collection.Elements);
                case ISpreadOperation spread:
                    return Judge(spread.Operand);
                case ITupleOperation tuple:
                    return JudgeAll(tuple.Elements.Where(element => types.IsModule(element.Type) || types.IsTensor(element.Type)));
                case IObjectCreationOperation creation when !types.IsModule(creation.Type) && !types.IsTensor(creation.Type):
                    var added = creation.Initializer?.Initializers
                        .SelectMany(element => element is IInvocationOperation call && call.Arguments.Length > 0
                            ? [call.Arguments[call.Arguments.Length - 1].Value]
                            : element is ISimpleAssignmentOperation assignment ? (IEnumerable<IOperation>)[assignment.Value] : []) ?? [];
                    return JudgeAll([
                        .. creation.Arguments
                            .Select(argument => argument.Value)
                            .Where(argument => argument.Type is { IsReferenceType: true } && argument.Type.TypeKind != TypeKind.Delegate),
                        .. added,
                    ]);
                case IInvocationOperation invocation:
                    return Views.Contains(invocation.TargetMethod.Name) && types.IsModule(invocation.TargetMethod.ContainingType)
                        ? true
                        : !types.IsModule(invocation.Type) && IsLinq(invocation) ? Judge(Place.Receiver(invocation)) : false;
                default:
                    return false;
            }
        }

        private bool? JudgeAll(IEnumerable<IOperation> values)
        {
            bool? all = null;
            foreach (var value in values)
            {
                switch (Judge(value))
                {
                    case false:
                        return false;
                    case true:
                        all = true;
                        break;
                }
            }

            return all;
        }

        private bool? JudgeLoopVariable(ILocalReferenceOperation local)
        {
            for (var parent = local.Parent; parent is not null; parent = parent.Parent)
            {
                if (parent is IForEachLoopOperation loop && loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default))
                {
                    return Judge(loop.Collection);
                }
            }

            return false;
        }

        private static bool IsLinq(IInvocationOperation invocation) =>
            invocation.TargetMethod.ContainingNamespace?.ToDisplayString() is "System.Linq" or "System.Collections.Immutable"
            && invocation.TargetMethod.Name is not ("Select" or "SelectMany" or "Zip");

        private bool IsHandedToModule(IOperation reference)
        {
            for (var current = reference; current.Parent is { } parent; current = parent)
            {
                switch (parent)
                {
                    case IArgumentOperation { Parent: IObjectCreationOperation creation } when types.IsModule(creation.Type):
                    case IArgumentOperation { Parent: IInvocationOperation invocation }
                        when types.IsModule(invocation.Type) && SymbolEqualityComparer.Default.Equals(
                            invocation.TargetMethod.ContainingAssembly, types.Module.ContainingAssembly):
                        return true;
                    case IExpressionStatementOperation or IBlockOperation:
                        return false;
                }
            }

            return false;
        }
    }
}
