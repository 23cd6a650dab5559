namespace AdaRank.Cuda.Dense;

/// <summary>Where the state of each parameter begins in the tensors of all.</summary>
/// <remarks>At a multiple of 256 numbers, the block of 8-bit moments: so whatever the encoding, eight numbers are moved at once.</remarks>
internal sealed class DenseLayout
{
    /// <summary>Numbers that share a scale in 8 bits.</summary>
    public const int Block = 256;

    private readonly long[] _offsets;
    private readonly long[] _masterOffsets;

    /// <summary>Lays out parameters one after the other.</summary>
    /// <param name="parameters">The parameters, checked.</param>
    public DenseLayout(IReadOnlyList<DenseParameter> parameters)
    {
        _offsets = new long[parameters.Count + 1];
        _masterOffsets = new long[parameters.Count + 1];
        for (var index = 0; index < parameters.Count; index++)
        {
            var padded = checked((parameters[index].Count + Block - 1) / Block * Block);
            _offsets[index + 1] = checked(_offsets[index] + padded);
            _masterOffsets[index + 1] = _masterOffsets[index] + (parameters[index].Weight is DenseWeight.BFloat16WithMaster ? padded : 0);
        }
    }

    /// <summary>Numbers of one moment of all parameters, padding included.</summary>
    public long Total => _offsets[^1];

    /// <summary>Numbers of all weights that are kept in fp32, padding included.</summary>
    public long MasterTotal => _masterOffsets[^1];

    /// <summary>The first number of a parameter's moments.</summary>
    /// <param name="index">Which parameter.</param>
    public long Offset(int index) => _offsets[index];

    /// <summary>The first number of a parameter's weight in fp32; -1 if it has none.</summary>
    /// <param name="index">Which parameter.</param>
    public long MasterOffset(int index) => _masterOffsets[index + 1] == _masterOffsets[index] ? -1 : _masterOffsets[index];
}
