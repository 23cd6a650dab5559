using AdaRank.Logging;
using AdaRank.Steps;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace AdaRank.Composition;

/// <summary>Learning rate and weight decay as they are configured now. Structure never changes; these do, between steps.</summary>
internal sealed class LiveScalars : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Func<SettingsDraft> _read;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _subscriptions = [];
    private volatile bool _isStale;

    // A reference, so that a reader on another thread sees both numbers of one reading.
    private volatile Reading _current;

    /// <param name="read">Reads code and configuration anew.</param>
    /// <param name="start">What they say now, checked.</param>
    /// <param name="changes">Tells of changes, one source for each bound section.</param>
    /// <param name="logger">Told of a change that cannot be used.</param>
    public LiveScalars(Func<SettingsDraft> read, StepScalars start, IEnumerable<Func<IChangeToken>> changes, ILogger logger)
    {
        (_read, _current, _logger) = (read, new Reading(start), logger);
        foreach (var change in changes)
        {
            _subscriptions.Add(ChangeToken.OnChange(change, () => _isStale = true));
        }
    }

    /// <summary>The scalars. A change that cannot be used is logged once, and the scalars stay.</summary>
    public StepScalars Current
    {
        get
        {
            if (!_isStale)
            {
                return _current.Scalars;
            }

            lock (_lock)
            {
                Renew();
                return _current.Scalars;
            }
        }
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }
    }

    private void Renew()
    {
        // First, so that a change during the reading is not lost.
        _isStale = false;
        var draft = _read();
        if (draft.Problems.Count > 0)
        {
            RuntimeLog.ConfigurationRefused(_logger, draft.Problems.Problems[0].Message);
            return;
        }

        var renewed = draft.Scalars;
        if (renewed != _current.Scalars)
        {
            RuntimeLog.ConfigurationChanged(_logger, renewed.LearningRate, renewed.WeightDecay);
            _current = new Reading(renewed);
        }
    }

    private sealed record Reading(StepScalars Scalars);
}
