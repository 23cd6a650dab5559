namespace AdaRank.Generators.Models;

/// <summary>What is generated; the values are those of <c>AdaRank.Annotations.GeneratedParts</c>.</summary>
[Flags]
internal enum Parts
{
    None = 0,
    Module = 1,
    Catalogue = 2,
    Wiring = 4,
    All = Module | Catalogue | Wiring,
}
