using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Models;

/// <summary>Remembers what was read of a class, for as long as nothing that reading looks at has changed.</summary>
/// <remarks>
/// At every keystroke the compiler asks for all models of a project again. To bind their attributes takes milliseconds; to see
/// that the class is the same node, and all declarations say the same, takes microseconds.
/// </remarks>
internal static class ModelMemory
{
    private static readonly ConditionalWeakTable<ClassDeclarationSyntax, Slot> Slots = new();

    /// <summary>The spec of a class; null if it is no model, or one with errors.</summary>
    public static ModelSpec? Read(GeneratorSyntaxContext context, CancellationToken stop)
    {
        var declaration = (ClassDeclarationSyntax)context.Node;
        var declarations = DeclarationHash.Of(context.SemanticModel.Compilation);
        var slot = Slots.GetValue(declaration, static _ => new Slot());
        if (slot.Memory is { } memory && memory.Declarations.Equals(declarations))
        {
            return memory.Spec;
        }

        var spec = ReadAgain(declaration, context.SemanticModel, stop);
        slot.Memory = new Memory(declarations, spec);
        return spec;
    }

    private static ModelSpec? ReadAgain(ClassDeclarationSyntax declaration, SemanticModel semantics, CancellationToken stop)
    {
        if (semantics.GetDeclaredSymbol(declaration, stop) is not INamedTypeSymbol type
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

    private sealed record Memory(DeclarationHash Declarations, ModelSpec? Spec);
}
