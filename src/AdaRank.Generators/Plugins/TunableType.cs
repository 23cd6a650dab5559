namespace AdaRank.Generators.Plugins;

/// <summary>The types that an option can have.</summary>
internal enum TunableType
{
    Int32,
    Int64,
    Single,
    Double,
    Boolean,
    String,
    Choice,
}
