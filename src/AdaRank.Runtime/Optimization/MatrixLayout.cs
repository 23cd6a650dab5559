using System.Runtime.InteropServices;
using AdaRank.Banks;
using AdaRank.Models;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>How a weight of any number of axes is seen as a matrix: the leading axes are its rows, the others its columns.</summary>
/// <param name="Shape">Shape of the weight.</param>
/// <param name="Rows">m, the product of the leading axes.</param>
/// <param name="Columns">n, the product of the others.</param>
internal sealed record MatrixLayout(IReadOnlyList<long> Shape, long Rows, long Columns)
{
    private bool IsMatrix => Shape.Count == 2;

    /// <summary>The layout of a parameter whose shape was checked.</summary>
    public static MatrixLayout Of(ModelParameter parameter)
    {
        var shape = parameter.Value.shape;
        return new MatrixLayout(shape, Product(shape.AsSpan(0, parameter.RowAxes)), Product(shape.AsSpan(parameter.RowAxes)));
    }

    /// <summary>What matrices of this layout and dtype share.</summary>
    public BankShape ToBankShape(ScalarType dtype) => new(Rows, Columns, dtype);

    /// <summary>The weight as a matrix: itself, or a view that the caller's scope owns.</summary>
    public Tensor View(Tensor weight) => IsMatrix ? weight : weight.view(Rows, Columns);

    /// <summary>A gradient as a matrix: itself, or a view, or a copy where its layout in memory allows no view.</summary>
    public Tensor Read(Tensor gradient) => IsMatrix ? gradient : gradient.reshape(Rows, Columns);

    /// <summary>Whether a weight can be seen as a matrix without a copy, so that a step can write to it.</summary>
    public bool CanView(Tensor weight)
    {
        if (IsMatrix)
        {
            return true;
        }

        try
        {
            using var view = weight.view(Rows, Columns);
            return true;
        }
        catch (ExternalException)
        {
            return false;
        }
    }

    private static long Product(ReadOnlySpan<long> axes)
    {
        var product = 1L;
        foreach (var axis in axes)
        {
            product *= axis;
        }

        return product;
    }
}
