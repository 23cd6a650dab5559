using System.Runtime.CompilerServices;
using AdaRank.Generators.Edits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Models;

/// <summary>Remembers what was read of a class, for as long as nothing that reading looks at has changed.</summary>
/// <remarks>
/// At every keystroke the compiler asks for all models of a project again. To bind their attributes takes milliseconds; to see
/// that the class is the same node, and that no edit has touched what its file mentions, takes microseconds. What stands for the
/// whole reading is the file of the class: other parts of the class declare its name, which the file mentions.
/// </remarks>
internal static class ModelMemory
{
    private static readonly ConditionalWeakTable<ClassDeclarationSyntax, Slot> Slots = new();

    /// <summary>The specs of all models of a project that have no errors, in no order that means anything.</summary>
    public static List<ModelSpec> ReadAll(Compilation compilation, CancellationToken stop)
    {
        List<ModelSpec> models = [];
        foreach (var file in compilation.SyntaxTrees)
        {
            stop.ThrowIfCancellationRequested();
            foreach (var declaration in AttributedClasses.Of(file))
            {
                if (Read(declaration, compilation, stop) is { } model)
                {
                    models.Add(model);
                }
            }
        }

        return models;
    }

    /// <summary>The spec of a class; null if it is no model, or one with errors.</summary>
    public static ModelSpec? Read(ClassDeclarationSyntax declaration, Compilation compilation, CancellationToken stop)
    {
        var declarations = Declarations.Of(compilation);
        var slot = Slots.GetValue(declaration, static _ => new Slot());
        var spec = slot.Memory is { } memory && !memory.Declarations.ChangesTo(declarations).Touch(FileFacts.Of(declaration.SyntaxTree))
            ? memory.Spec
            : ReadAgain(declaration, compilation, stop);

        // Also if nothing was read: the next edit is then compared with this one, and what was before can go.
        slot.Memory = new Memory(declarations, spec);
        return spec;
    }

    private static ModelSpec? ReadAgain(ClassDeclarationSyntax declaration, Compilation compilation, CancellationToken stop)
    {
        if (compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration, stop) is not INamedTypeSymbol type
            || new Annotations(type).Find("Model") is not { } attribute)
        {
            return null;
        }

        // Of a class in several parts, the part with the attribute stands for all.
        var isHere = attribute.ApplicationSyntaxReference is { } reference
            && reference.SyntaxTree == declaration.SyntaxTree
            && declaration.AttributeLists.FullSpan.Contains(reference.Span);
        return isHere ? ModelParser.Read(type, attribute, stop).Spec : null;
    }

    private sealed class Slot
    {
        private volatile Memory? _memory;

        public Memory? Memory
        {
            get => _memory;
            set => _memory = value;
        }
    }

    private sealed record Memory(Declarations Declarations, ModelSpec? Spec);
}
