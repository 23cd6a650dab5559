namespace AdaRank.Composition;

/// <summary>The keys of a group's plugins.</summary>
internal readonly record struct GroupKeys(string Refresh, string Basis, string Rank, string Transport, string Step);
