using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>All names that the attributes of one model can mean: where <c>nameof(Options.Width)</c> is looked up.</summary>
/// <remarks>
/// Members of the types of the primary constructor's parameters, these parameters themselves, constants of the class and of its
/// bases, and static members that the constraints of a type parameter promise.
/// </remarks>
internal sealed class NumberScope
{
    private readonly List<Candidate> _candidates = [];
    private readonly string _model;

    public NumberScope(INamedTypeSymbol model, IMethodSymbol? primaryConstructor)
    {
        _model = model.Name;
        foreach (var parameter in primaryConstructor?.Parameters ?? [])
        {
            AddMembers(parameter, model.ContainingAssembly);
            _candidates.Add(new Candidate(parameter.Name, parameter.Type, Literal.Identifier(parameter.Name), null));
        }

        AddConstants(model);
        foreach (var parameter in model.TypeParameters)
        {
            AddPromises(parameter, model.ContainingAssembly);
        }
    }

    /// <summary>Finds what a name stands for.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">What it has to be.</param>
    /// <param name="complaint">What is wrong, to follow the quoted name; null if an expression was found.</param>
    /// <returns>The expression, and its value if that is a constant; null if there is a complaint.</returns>
    public DimensionSpec? Resolve(string name, NumberKind kind, out string? complaint)
    {
        List<Candidate> named = [], fitting = [];
        foreach (var candidate in _candidates)
        {
            if (candidate.Name == name)
            {
                named.Add(candidate);
                if (kind.Fits(candidate.Type) && fitting.TrueForAll(other => other.Expression != candidate.Expression))
                {
                    fitting.Add(candidate);
                }
            }
        }

        complaint = (named.Count, fitting.Count) switch
        {
            (0, _) => Unknown(name, kind),
            (_, 0) => $"is of type '{named[0].Type.ToDisplayString()}', no {kind.Describe()}",
            (_, 1) => null,
            _ => $"may mean {string.Join(" or ", fitting.Select(candidate => $"'{candidate.Expression}'"))}: rename one of them",
        };
        return complaint is null ? new DimensionSpec(fitting[0].Expression, name, fitting[0].Value) : null;
    }

    /// <summary>The expression that somebody probably meant by a name that <see cref="Resolve"/> does not know, or null.</summary>
    public string? FindMeant(string name, NumberKind kind)
    {
        if (_candidates.Any(candidate => candidate.Name == name))
        {
            return null;
        }

        var fitting = _candidates.Where(candidate => kind.Fits(candidate.Type)).ToList();
        var nearest = NearestName.Find(name, fitting.Select(candidate => candidate.Name));
        var meant = fitting.Where(candidate => candidate.Name == nearest).ToList();
        return meant.Count == 1 ? meant[0].Expression : null;
    }

    private string Unknown(string name, NumberKind kind)
    {
        var known = _candidates.Where(candidate => kind.Fits(candidate.Type)).Select(candidate => candidate.Name);
        var nearest = NearestName.Find(name, known);
        return nearest is null
            ? $"names no {kind.Describe()} among the constructor parameters of '{_model}', their members and its constants"
            : $"names no {kind.Describe()} that '{_model}' can see: did you mean '{nearest}'?";
    }

    private void AddConstants(INamedTypeSymbol model)
    {
        for (var level = model; level is not null && level.SpecialType == SpecialType.None; level = level.BaseType)
        {
            foreach (var field in level.GetMembers().OfType<IFieldSymbol>())
            {
                var isSeen = SymbolEqualityComparer.Default.Equals(level, model)
                    || IsVisible(field, model.ContainingAssembly)
                    || field.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedOrInternal;
                if (field.IsConst && isSeen && !_candidates.Exists(candidate => candidate.Name == field.Name && candidate.IsOwnConstant))
                {
                    _candidates.Add(new Candidate(field.Name, field.Type, Literal.Identifier(field.Name), ConstantOf(field), isOwnConstant: true));
                }
            }
        }
    }

    private void AddMembers(IParameterSymbol parameter, IAssemblySymbol assembly)
    {
        if (parameter.Type.SpecialType != SpecialType.None)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var isNullable = parameter.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };
        var name = Literal.Identifier(parameter.Name) + (isNullable ? "!" : "");
        foreach (var level in Levels(parameter.Type))
        {
            foreach (var member in level.GetMembers())
            {
                // What an interface promises statically is reached by the type parameter, not by its value.
                var isPromise = member.IsStatic && member.IsAbstract;
                if (!isPromise && TypeOf(member, assembly) is { } type && seen.Add(member.Name))
                {
                    var owner = member.IsStatic ? TypeText.Reference(level) : name;
                    _candidates.Add(new Candidate(
                        member.Name, type, $"{owner}.{Literal.Identifier(member.Name)}", ConstantOf(member as IFieldSymbol)));
                }
            }
        }
    }

    private void AddPromises(ITypeParameterSymbol parameter, IAssemblySymbol assembly)
    {
        foreach (var level in Levels(parameter))
        {
            foreach (var member in level.GetMembers().Where(member => member.IsStatic && (member.IsAbstract || member.IsVirtual)))
            {
                if (TypeOf(member, assembly) is { } type)
                {
                    _candidates.Add(new Candidate(
                        member.Name, type, $"{Literal.Identifier(parameter.Name)}.{Literal.Identifier(member.Name)}", null));
                }
            }
        }
    }

    /// <summary>The types whose members a value has: its class and those above, or the interfaces that it is known by.</summary>
    private static IEnumerable<INamedTypeSymbol> Levels(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { TypeKind: TypeKind.Interface } named => [named, .. named.AllInterfaces],
        INamedTypeSymbol named => Classes(named),
        ITypeParameterSymbol parameter => Constraints(parameter, []).SelectMany(Levels),
        _ => [],
    };

    private static IEnumerable<INamedTypeSymbol> Classes(INamedTypeSymbol type)
    {
        for (var level = type; level is not null && level.SpecialType == SpecialType.None; level = level.BaseType)
        {
            yield return level;
        }
    }

    /// <summary>The types among the constraints, through other type parameters too, which may depend on each other in a circle.</summary>
    private static IEnumerable<INamedTypeSymbol> Constraints(ITypeParameterSymbol parameter, HashSet<string> seen)
    {
        if (!seen.Add(parameter.Name))
        {
            return [];
        }

        return parameter.ConstraintTypes.SelectMany(constraint => constraint switch
        {
            INamedTypeSymbol named => [named],
            ITypeParameterSymbol other => Constraints(other, seen),
            _ => Enumerable.Empty<INamedTypeSymbol>(),
        });
    }

    private static ITypeSymbol? TypeOf(ISymbol member, IAssemblySymbol assembly) => member switch
    {
        _ when !IsVisible(member, assembly) => null,
        IPropertySymbol { IsIndexer: false, GetMethod: { } getter } property when IsVisible(getter, assembly) => property.Type,
        IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
        _ => null,
    };

    private static int? ConstantOf(IFieldSymbol? field) => field is { IsConst: true, HasConstantValue: true } ? field.ConstantValue switch
    {
        int value => value,
        short value => value,
        ushort value => value,
        byte value => value,
        sbyte value => value,
        _ => null,
    }
    : null;

    private static bool IsVisible(ISymbol member, IAssemblySymbol assembly) =>
        member.DeclaredAccessibility == Accessibility.Public
        || (member.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
            && SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, assembly));

    private sealed class Candidate(string name, ITypeSymbol type, string expression, int? value, bool isOwnConstant = false)
    {
        public string Name { get; } = name;

        public ITypeSymbol Type { get; } = type;

        public string Expression { get; } = expression;

        public int? Value { get; } = value;

        public bool IsOwnConstant { get; } = isOwnConstant;
    }
}
