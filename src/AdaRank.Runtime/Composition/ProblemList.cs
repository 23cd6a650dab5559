using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace AdaRank.Composition;

/// <summary>Collects wrong settings, so that a user hears of all of them at once.</summary>
internal sealed class ProblemList
{
    private readonly List<InvalidSettingException> _problems = [];
    private readonly List<string> _lines = [];

    public int Count => _problems.Count;

    public IReadOnlyList<InvalidSettingException> Problems => _problems;

    /// <summary>Adds a wrong setting. The same message again says nothing new: groups inherit from each other.</summary>
    /// <param name="problem">What is wrong; one that holds several is taken apart.</param>
    /// <param name="where">What it was found in, where the message does not say it.</param>
    public void Add(InvalidSettingException problem, string? where = null)
    {
        if (problem is InvalidCompositionException several)
        {
            foreach (var each in several.Problems)
            {
                Add(each, where);
            }

            return;
        }

        if (!_problems.Exists(known => known.Message == problem.Message))
        {
            _problems.Add(problem);
            _lines.Add(where is null ? problem.Message : $"{where}: {problem.Message}");
        }
    }

    public void Add(string setting, object? value, string remedy) => Add(new InvalidSettingException(setting, value, remedy));

    public void AddRange(ProblemList others)
    {
        for (var index = 0; index < others.Count; index++)
        {
            var known = Count;
            Add(others._problems[index]);
            if (Count > known)
            {
                _lines[^1] = others._lines[index];
            }
        }
    }

    /// <summary>Throws what was collected: a single problem as it is, several together.</summary>
    [StackTraceHidden]
    public void ThrowIfAny()
    {
        switch (_problems)
        {
            case []:
                return;
            case [var single]:
                ExceptionDispatchInfo.Throw(single);
                return;
            default:
                throw new InvalidCompositionException([.. _problems], [.. _lines]);
        }
    }
}
