using System.Runtime.ExceptionServices;
using AdaRank.Composition;

namespace AdaRank.Plugins;

/// <summary>Starts plugins before their first use and stops them after their last, in reverse.</summary>
/// <remarks>Optimizers may share a plugin: the first one starts it, the last one stops it.</remarks>
internal sealed class PluginLifetimes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, int> _users = new(ReferenceEqualityComparer.Instance);

    /// <summary>Starts plugins that nobody uses yet.</summary>
    /// <param name="plugins">In the order of starting.</param>
    /// <returns>Ends this use when it is disposed, and stops those that nobody else uses, in reverse.</returns>
    /// <exception cref="Exception">What a start threw; what was started for this use is stopped again.</exception>
    public IDisposable Start(IReadOnlyList<UsedPlugin> plugins)
    {
        lock (_lock)
        {
            var use = new Use(this);
            foreach (var (instance, _) in plugins)
            {
                try
                {
                    if (!_users.ContainsKey(instance))
                    {
                        (instance as IPluginStart)?.Start();
                    }
                }
                catch (Exception problem)
                {
                    var more = StopAll(use.Instances);
                    throw more.Count == 0 ? Rethrown(problem) : new AggregateException([problem, .. more]);
                }

                _users[instance] = _users.GetValueOrDefault(instance) + 1;
                use.Instances.Add(instance);
            }

            return use;
        }
    }

    private static Exception Rethrown(Exception problem)
    {
        ExceptionDispatchInfo.Throw(problem);
        return problem;
    }

    private List<Exception> StopAll(List<object> instances)
    {
        var problems = new List<Exception>();
        foreach (var instance in Enumerable.Reverse(instances))
        {
            var users = _users[instance] - 1;
            if (users > 0)
            {
                _users[instance] = users;
                continue;
            }

            _users.Remove(instance);
            try
            {
                (instance as IPluginStop)?.Stop();
            }
            catch (Exception problem)
            {
                problems.Add(problem);
            }
        }

        instances.Clear();
        return problems;
    }

    private sealed class Use(PluginLifetimes lifetimes) : IDisposable
    {
        public List<object> Instances { get; } = [];

        public void Dispose()
        {
            List<Exception> problems;
            lock (lifetimes._lock)
            {
                problems = lifetimes.StopAll(Instances);
            }

            switch (problems)
            {
                case []:
                    break;
                case [var single]:
                    ExceptionDispatchInfo.Throw(single);
                    break;
                default:
                    throw new AggregateException(problems);
            }
        }
    }
}
