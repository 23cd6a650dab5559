using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using AdaRank.Banks;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>
/// One low-rank Adam step of matrices of one shape and rank: projection, moments, decay and update of a stripe of the matrix
/// before the next one, so that gradient and weight are read once from memory.
/// </summary>
/// <remarks>A stripe is some of the long side: rows of a matrix that is projected from the right, columns of one from the left.</remarks>
/// <typeparam name="T">fp32 or fp64.</typeparam>
/// <param name="shape">Shape of the matrices.</param>
/// <param name="rank">r.</param>
/// <param name="keep">1 - lr wd.</param>
/// <param name="capacity">How many matrices there may be.</param>
internal sealed class LowRankUpdate<T>(BankShape shape, int rank, double keep, int capacity) : IChunkedWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int RowsOfStripe = 64;
    private const int ColumnsOfStripe = 256;

    private readonly int _shortSide = (int)shape.ShortSide;
    private readonly int _longSide = (int)shape.LongSide;
    private readonly bool _isRight = shape.Side is ProjectionSide.Right;
    private readonly int _stripes = (int)((shape.LongSide + Width(shape) - 1) / Width(shape));
    private readonly T _keep = T.CreateSaturating(keep);
    private readonly List<Entry> _entries = new(capacity);
    private double[] _energies = [];
    private bool _isTurning;

    /// <summary>Adds a matrix whose tensors are all reachable; they are the caller's, until the work is done.</summary>
    /// <param name="weight">W.</param>
    /// <param name="gradient">G.</param>
    /// <param name="basis">Q.</param>
    /// <param name="first">M.</param>
    /// <param name="second">V.</param>
    /// <param name="numbers">The numbers of its step; their factor is -lr α.</param>
    public void Add(Tensor weight, Tensor gradient, Tensor basis, Tensor first, Tensor second, in AdamNumbers<T> numbers) =>
        _entries.Add(new Entry(weight, gradient, basis, first, second, numbers, ArrayPool<T>.Shared.Rent(_isRight ? _shortSide * rank : 0)));

    /// <summary>Steps all matrices.</summary>
    /// <param name="projectedEnergies">Receives ‖Â‖² of each.</param>
    public void Run(Span<double> projectedEnergies)
    {
        _energies = ArrayPool<double>.Shared.Rent(_entries.Count * _stripes);
        if (_isRight)
        {
            _isTurning = true;
            SharedWork.Run(this, _entries.Count);
            _isTurning = false;
        }

        SharedWork.Run(this, _entries.Count * _stripes);
        for (var index = 0; index < _entries.Count; index++)
        {
            HostTensor.MarkWritten(_entries[index].Weight);
            ArrayPool<T>.Shared.Return(_entries[index].Turned);

            // In this order, whoever has measured which stripe.
            projectedEnergies[index] = 0;
            foreach (var energy in _energies.AsSpan(index * _stripes, _stripes))
            {
                projectedEnergies[index] += energy;
            }
        }

        ArrayPool<double>.Shared.Return(_energies);
    }

    /// <inheritdoc/>
    public void Run(int chunk)
    {
        if (_isTurning)
        {
            Turn(HostTensor.Numbers<T>(_entries[chunk].Basis), _entries[chunk].Turned);
            return;
        }

        var entry = _entries[chunk / _stripes];
        var start = chunk % _stripes * Width(shape);
        var width = Math.Min(Width(shape), _longSide - start);
        var rented = ArrayPool<T>.Shared.Rent(rank * width);
        var projected = rented.AsSpan(0, rank * width);
        if (_isRight)
        {
            var basis = entry.Turned.AsSpan(0, rank * _shortSide);
            var rows = (start * _shortSide)..((start + width) * _shortSide);
            PanelKernel.Dots<T>(basis, HostTensor.Numbers<T>(entry.Gradient)[rows], projected, _shortSide);
            _energies[chunk] = Advance(entry, projected, start, width);
            PanelKernel.Combine(
                HostTensor.Numbers<T>(entry.Weight)[rows], _shortSide, width, basis, _shortSide, rank, projected, 1, width, _shortSide, _keep);
        }
        else
        {
            var basis = HostTensor.Numbers<T>(entry.Basis);
            projected.Clear();
            PanelKernel.Combine(
                projected, width, rank, HostTensor.Numbers<T>(entry.Gradient)[start..], _longSide, _shortSide, basis, 1, rank, width, T.One);
            _energies[chunk] = Advance(entry, projected, start, width);
            PanelKernel.Combine(
                HostTensor.Numbers<T>(entry.Weight)[start..], _longSide, _shortSide, projected, width, rank, basis, rank, 1, width, _keep);
        }

        ArrayPool<T>.Shared.Return(rented);
    }

    private static int Width(BankShape shape) => shape.Side is ProjectionSide.Right ? RowsOfStripe : ColumnsOfStripe;

    /// <summary>Qᵀ, so that its rows lie as those of the gradient do.</summary>
    private void Turn(ReadOnlySpan<T> basis, Span<T> turned)
    {
        for (var row = 0; row < _shortSide; row++)
        {
            for (var column = 0; column < rank; column++)
            {
                turned[(column * _shortSide) + row] = basis[(row * rank) + column];
            }
        }
    }

    /// <summary>Takes a stripe of Â into the moments and turns it into the direction; returns its energy.</summary>
    private double Advance(in Entry entry, Span<T> projected, int start, int width)
    {
        var energy = Energy(projected);
        var first = HostTensor.Numbers<T>(entry.First);
        var second = HostTensor.Numbers<T>(entry.Second);
        for (var row = 0; row < rank; row++)
        {
            var stripe = projected.Slice(row * width, width);
            var place = (row * _longSide) + start;
            AdamKernel.Direction<T>(stripe, first.Slice(place, width), second.Slice(place, width), stripe, entry.Numbers);
        }

        return energy;
    }

    private static double Energy(ReadOnlySpan<T> numbers) => typeof(T) == typeof(float)
        ? EnergyKernel.Squares(MemoryMarshal.Cast<T, float>(numbers))
        : EnergyKernel.Squares(MemoryMarshal.Cast<T, double>(numbers));

    private readonly record struct Entry(
        Tensor Weight, Tensor Gradient, Tensor Basis, Tensor First, Tensor Second, AdamNumbers<T> Numbers, T[] Turned);
}
