namespace AdaRank.Composition;

/// <summary>A value that messages show as it is, without the quotes of a text that a user wrote.</summary>
internal sealed record Words(string Text)
{
    public override string ToString() => Text;
}
