using AdaRank.Plugins.Rank.ByteBudget;
using AdaRank.Rank;
using CsCheck;

namespace AdaRank.Plugins.Rank.Tests.ByteBudget;

/// <summary>A few matrices and a budget, with the best that can be done found by trying everything.</summary>
/// <param name="Matrices">All due.</param>
/// <param name="Budget">At least what the lowest ranks take.</param>
internal sealed record Pool(IReadOnlyList<MatrixSpectrum> Matrices, long Budget)
{
    /// <summary>Pools whose matrices have the same bytes for each unit of rank and no stride, so that all offers cost the same.</summary>
    public static Gen<Pool> OfEqualCosts { get; } = Make(
        Gen.Int[1, 7].SelectMany(bytes => Matrix(Gen.Const((long)bytes), stride: Gen.Const(1)).Array[1, 4]));

    /// <summary>Any pools.</summary>
    public static Gen<Pool> All { get; } = Make(Matrix(Gen.Long[1, 9], Gen.Int[1, 3]).Array[1, 4]);

    /// <summary>Makes a matrix that is due.</summary>
    public static MatrixSpectrum Due(string name, double[] energies, RankBounds bounds, long bytes, double missed = 0) => new()
    {
        Name = name,
        IsDue = true,
        CurrentRank = 0,
        Energies = energies,
        TotalEnergy = energies.Sum() + missed,
        Bounds = bounds,
        BytesPerRank = bytes,
        Step = 1,
    };

    /// <summary>Makes a matrix that keeps its rank.</summary>
    public static MatrixSpectrum Waiting(string name, int current, RankBounds bounds, long bytes) => new()
    {
        Name = name,
        IsDue = false,
        CurrentRank = current,
        Energies = ReadOnlyMemory<double>.Empty,
        TotalEnergy = 0,
        Bounds = bounds,
        BytesPerRank = bytes,
        Step = 1,
    };

    /// <summary>What the policy chooses.</summary>
    public int[] Choose(GainMeasure measure = GainMeasure.Share)
    {
        int[] ranks = [.. Matrices.Select(matrix => matrix.CurrentRank)];
        new ByteBudgetRankPolicy(new ByteBudgetOptions { Budget = Budget, Measure = measure }).ChooseRanks(Matrices, ranks);
        return ranks;
    }

    /// <summary>Bytes of an allocation.</summary>
    public long Bytes(IEnumerable<int> ranks) => Matrices.Zip(ranks, static (matrix, rank) => matrix.BytesPerRank * rank).Sum();

    /// <summary>What an allocation captures.</summary>
    public double Gain(IEnumerable<int> ranks, GainMeasure measure) => Matrices.Zip(ranks, (matrix, rank) => Gain(matrix, 0, rank, measure)).Sum();

    /// <summary>The most that any allocation within the budget captures.</summary>
    public double BestGain(GainMeasure measure)
    {
        IEnumerable<IEnumerable<int>> allocations = [[]];
        foreach (var matrix in Matrices)
        {
            allocations = [.. allocations.SelectMany(ranks => Spectra.Candidates(matrix.Bounds).Select(rank => ranks.Append(rank)))];
        }

        return allocations.Where(ranks => Bytes(ranks) <= Budget).Max(ranks => Gain(ranks, measure));
    }

    /// <summary>What the first step up that does not fit would bring, if all are taken in the order of their gain per byte; 0 if all fit.</summary>
    public double GainOfTheFirstThatDoesNotFit(GainMeasure measure)
    {
        var left = Budget - Bytes(Matrices.Select(matrix => matrix.Bounds.Lowest));
        var steps = Matrices.SelectMany(matrix => Spectra.Candidates(matrix.Bounds).Zip(Spectra.Candidates(matrix.Bounds).Skip(1)).Select(
            step => (Gain: Gain(matrix, step.First, step.Second, measure), Bytes: (step.Second - step.First) * matrix.BytesPerRank)));
        foreach (var (gain, bytes) in steps.OrderByDescending(step => step.Gain / step.Bytes))
        {
            left -= bytes;
            if (left < 0)
            {
                return gain;
            }
        }

        return 0;
    }

    /// <summary>What ranks above one and up to another capture.</summary>
    public static double Gain(MatrixSpectrum matrix, int above, int upTo, GainMeasure measure) =>
        matrix.Energies.ToArray()[above..upTo].Sum() / (measure is GainMeasure.Share ? matrix.TotalEnergy : 1);

    private static Gen<MatrixSpectrum> Matrix(Gen<long> bytesPerRank, Gen<int> stride) =>
        from energies in Gen.Double[1e-3, 1].Array[1, 6]
        from scale in Gen.Double[0.1, 10]
        from missed in Gen.Double[0, 1]
        from highest in Gen.Int[1, energies.Length]
        from lowest in Gen.Int[1, highest]
        from bytes in bytesPerRank
        from distance in stride
        select Due("", [.. energies.Select(energy => scale * energy).OrderDescending()], new RankBounds(lowest, highest, distance), bytes, missed);

    private static Gen<Pool> Make(Gen<MatrixSpectrum[]> matrices) =>
        from unnamed in matrices
        from share in Gen.Double[0, 1.1]
        let named = unnamed.Select((matrix, index) => matrix with { Name = $"layers.{index}" }).ToArray()
        let lowest = named.Sum(matrix => matrix.Bounds.Lowest * matrix.BytesPerRank)
        let highest = named.Sum(matrix => matrix.Bounds.Highest * matrix.BytesPerRank)
        select new Pool(named, lowest + (long)(share * (highest - lowest)));
}
