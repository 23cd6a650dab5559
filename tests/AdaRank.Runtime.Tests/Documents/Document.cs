namespace AdaRank.Tests.Documents;

/// <summary>The documents of the repository, as they were when the tests were built.</summary>
internal static class Document
{
    public static string Read(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documents", name)).ReplaceLineEndings("\n");

    /// <summary>The blocks of one language, each with its last line end.</summary>
    public static IEnumerable<string> Blocks(string name, string language) =>
        Read(name).Split($"\n```{language}\n").Skip(1).Select(rest => rest.Split("```")[0]);
}
