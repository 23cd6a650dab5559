namespace AdaRank.Plugins.Rank.Schedule;

/// <summary>Options of <see cref="ScheduleRankPolicy"/>.</summary>
public sealed partial class ScheduleOptions : IPluginOptions
{
    /// <summary>The rank until <see cref="StartStep"/>, at least 1; none for the highest rank within the bounds.</summary>
    /// <value>None: the highest.</value>
    [Tunable(1, double.PositiveInfinity)]
    public int? From { get; set; }

    /// <summary>The rank from <see cref="EndStep"/> on, at least 1; none for the lowest rank within the bounds.</summary>
    /// <value>None: the lowest.</value>
    [Tunable(1, double.PositiveInfinity)]
    public int? To { get; set; }

    /// <summary>The step, counted from 1, at which the rank begins to move.</summary>
    /// <value>1: the first.</value>
    [Tunable(1, double.PositiveInfinity)]
    public long StartStep { get; set; } = 1;

    /// <summary>The step at which the rank has arrived; after <see cref="StartStep"/>.</summary>
    /// <value>10,000. No source: the length of the run is what it should be.</value>
    [Tunable(2, double.PositiveInfinity)]
    public long EndStep { get; set; } = 10_000;

    /// <summary>How the rank moves in between.</summary>
    /// <value><see cref="ScheduleShape.Linear"/>.</value>
    [Tunable]
    public ScheduleShape Shape { get; set; } = ScheduleShape.Linear;

    /// <inheritdoc/>
    public void Validate()
    {
        Check("first scheduled rank", From);
        Check("last scheduled rank", To);
        if (StartStep < 1)
        {
            throw new InvalidSettingException("start step of the rank schedule", StartStep, "use a step of at least 1");
        }

        if (EndStep <= StartStep)
        {
            throw new InvalidSettingException(
                "end step of the rank schedule", EndStep, $"use a step after {StartStep}, at which the schedule starts");
        }

        if (!Enum.IsDefined(Shape))
        {
            throw new InvalidSettingException(
                "shape of the rank schedule", Shape, $"use one of {string.Join(", ", Enum.GetNames<ScheduleShape>())}");
        }
    }

    private static void Check(string setting, int? rank)
    {
        if (rank < 1)
        {
            throw new InvalidSettingException(setting, rank, "use a rank of at least 1, or leave it out for the group's bound");
        }
    }
}
