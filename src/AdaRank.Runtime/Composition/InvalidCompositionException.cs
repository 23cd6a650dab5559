namespace AdaRank.Composition;

/// <summary>Several settings are wrong at once. Each is in <see cref="Problems"/>, and <see cref="Message"/> has a line for each.</summary>
/// <remarks>
/// A single wrong setting is thrown as the <see cref="InvalidSettingException"/> that it is, so one <c>catch</c> of that
/// class sees everything.
/// </remarks>
public sealed class InvalidCompositionException : InvalidSettingException
{
    internal InvalidCompositionException(IReadOnlyList<InvalidSettingException> problems, IReadOnlyList<string> lines)
        : base("composition", new Words($"wrong in {problems.Count} places"), "mend each of them")
    {
        Problems = problems;
        Message = $"{problems.Count} settings of AdaRank are wrong:{string.Concat(lines.Select(line => $"\n- {line}"))}";
    }

    /// <summary>All that is wrong, in the order in which it was found.</summary>
    public IReadOnlyList<InvalidSettingException> Problems { get; }

    /// <summary>A line that says how many settings are wrong, and one line for each.</summary>
    public override string Message { get; }
}
