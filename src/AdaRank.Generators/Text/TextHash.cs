namespace AdaRank.Generators.Text;

/// <summary>A hash of 64 bits over texts and numbers, in order: wide enough to stand for what it was made of.</summary>
internal struct TextHash()
{
    private const ulong Prime = 1099511628211;

    public ulong Value { get; private set; } = 14695981039346656037;

    public void Add(string text)
    {
        var hash = Value;
        foreach (var letter in text)
        {
            hash = unchecked((hash ^ letter) * Prime);
        }

        Value = hash;
        Add((ulong)text.Length);
    }

    public void Add(ulong value)
    {
        var hash = unchecked((Value ^ value) * Prime);
        Value = unchecked((hash ^ (hash >> 32)) * Prime);
    }
}
