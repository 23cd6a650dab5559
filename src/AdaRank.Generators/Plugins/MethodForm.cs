namespace AdaRank.Generators.Plugins;

/// <summary>How a method of an options class is generated.</summary>
internal enum MethodForm
{
    /// <summary>Not at all: the user wrote it.</summary>
    Absent,

    /// <summary>As a method that nothing derives from.</summary>
    Plain,

    /// <summary>As a method that derived options may extend.</summary>
    Virtual,

    /// <summary>As an extension of the base class's method.</summary>
    Override,

    /// <summary>As the implementation of a method that the base class declares only.</summary>
    OverrideAbstract,
}
