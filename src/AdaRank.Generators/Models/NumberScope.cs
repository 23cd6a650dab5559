using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>All names that the attributes of one model can mean: where <c>nameof(Options.Width)</c> is looked up.</summary>
/// <remarks>
/// Members of the types of the primary constructor's parameters, these parameters themselves, constants of the class.
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
            _candidates.Add(new Candidate(parameter.Name, parameter.Type, Literal.Identifier(parameter.Name)));
        }

        _candidates.AddRange(model.GetMembers().OfType<IFieldSymbol>()
            .Where(field => field.IsConst)
            .Select(field => new Candidate(field.Name, field.Type, Literal.Identifier(field.Name))));
    }

    /// <summary>Finds the expression that a name stands for.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">What it has to be.</param>
    /// <param name="complaint">What is wrong, to follow the quoted name; null if an expression was found.</param>
    /// <returns>A C# expression; null if there is a complaint.</returns>
    public string? Resolve(string name, NumberKind kind, out string? complaint)
    {
        var named = _candidates.Where(candidate => candidate.Name == name).ToList();
        var fitting = named.Where(candidate => kind.Fits(candidate.Type)).ToList();
        complaint = (named.Count, fitting.Count) switch
        {
            (0, _) => Unknown(name, kind),
            (_, 0) => $"is of type '{named[0].Type.ToDisplayString()}', no {kind.Describe()}",
            (_, 1) => null,
            _ => $"may mean {string.Join(" or ", fitting.Select(candidate => $"'{candidate.Expression}'"))}: rename one of them",
        };
        return complaint is null ? fitting[0].Expression : null;
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

    private void AddMembers(IParameterSymbol parameter, IAssemblySymbol assembly)
    {
        if (parameter.Type.SpecialType != SpecialType.None || parameter.Type is not INamedTypeSymbol type)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var level = type; level is not null && level.SpecialType == SpecialType.None; level = level.BaseType)
        {
            foreach (var member in level.GetMembers())
            {
                var memberType = member switch
                {
                    IPropertySymbol { IsIndexer: false, GetMethod: { } getter } property when IsVisible(getter, assembly) => property.Type,
                    IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
                    _ => null,
                };
                if (memberType is not null && IsVisible(member, assembly) && seen.Add(member.Name))
                {
                    var owner = member.IsStatic ? TypeText.Reference(level) : Literal.Identifier(parameter.Name);
                    _candidates.Add(new Candidate(member.Name, memberType, $"{owner}.{Literal.Identifier(member.Name)}"));
                }
            }
        }
    }

    private static bool IsVisible(ISymbol member, IAssemblySymbol assembly) =>
        member.DeclaredAccessibility == Accessibility.Public
        || (member.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
            && SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, assembly));

    private sealed class Candidate(string name, ITypeSymbol type, string expression)
    {
        public string Name { get; } = name;

        public ITypeSymbol Type { get; } = type;

        public string Expression { get; } = expression;
    }
}
