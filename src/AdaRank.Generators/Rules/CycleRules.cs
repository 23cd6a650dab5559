using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR011: models that contain each other, so that building one never ends.</summary>
/// <remarks>That a model contains itself at once is found when it is read. A flag or a count on the way may end it: then be silent.</remarks>
internal static class CycleRules
{
    public static IEnumerable<Finding> Check(INamedTypeSymbol type, CancellationToken stop)
    {
        foreach (var (property, inner) in Parts(type))
        {
            if (SymbolEqualityComparer.Default.Equals(inner, type.OriginalDefinition))
            {
                continue;
            }

            List<string> path = [type.Name];
            if (Leads(inner, type.OriginalDefinition, path, new HashSet<ISymbol>(SymbolEqualityComparer.Default), stop))
            {
                yield return TypeRules.Wrong(property, "Child", $"a model cannot contain itself: {string.Join(" → ", path)}");
            }
        }
    }

    private static bool Leads(
        INamedTypeSymbol from, INamedTypeSymbol to, List<string> path, HashSet<ISymbol> seen, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        path.Add(from.Name);
        if (SymbolEqualityComparer.Default.Equals(from, to))
        {
            return true;
        }

        if (seen.Add(from) && Parts(from).Any(part => Leads(part.Model, to, path, seen, stop)))
        {
            return true;
        }

        path.RemoveAt(path.Count - 1);
        return false;
    }

    /// <summary>The models that every instance of a model has.</summary>
    private static IEnumerable<(IPropertySymbol Property, INamedTypeSymbol Model)> Parts(INamedTypeSymbol type)
    {
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            var annotations = new Annotations(property);
            if (annotations.Find("Child") is not null
                && annotations.Find("When") is null
                && property.Type is INamedTypeSymbol inner
                && new Annotations(inner).Find("Model") is not null)
            {
                yield return (property, inner.OriginalDefinition);
            }
        }
    }
}
