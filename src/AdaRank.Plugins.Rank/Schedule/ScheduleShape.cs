namespace AdaRank.Plugins.Rank.Schedule;

/// <summary>How a scheduled rank moves from one value to another, as a function of the share x of the way.</summary>
public enum ScheduleShape
{
    /// <summary>from + (to - from) x.</summary>
    Linear = 0,

    /// <summary>from + (to - from) (1 - cos πx) / 2: slow at both ends.</summary>
    Cosine,

    /// <summary>from (to / from)^x: the same factor in each step, so a falling rank falls fastest at the start.</summary>
    Exponential,
}
