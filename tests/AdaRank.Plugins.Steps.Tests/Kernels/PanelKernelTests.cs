using System.Numerics;
using AdaRank.Plugins.Steps.Kernels;

namespace AdaRank.Plugins.Steps.Tests.Kernels;

public sealed class PanelKernelTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 1, 5, 3 }, { 2, 3, 8 }, { 3, 4, 17 }, { 4, 4, 16 }, { 5, 1, 33 }, { 7, 9, 31 }, { 8, 6, 64 }, { 13, 11, 101 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Dots_AnySize_AreTheProductsOfRows(int count, int width, int length)
    {
        Check<double>(Math.Pow(2, -53));
        Check<float>(Math.Pow(2, -24));

        void Check<T>(double precision)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (left, right, result) = (Draw<T>(count * length, 1), Draw<T>(width * length, 2), new T[count * width]);

            PanelKernel.Dots<T>(left, right, result, length);

            for (var k = 0; k < count; k++)
            {
                for (var i = 0; i < width; i++)
                {
                    var expected = Enumerable.Range(0, length).Sum(j => Number(left[(k * length) + j]) * Number(right[(i * length) + j]));
                    Assert.Equal(expected, Number(result[(k * width) + i]), length * precision * length);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Combine_AnySize_AddsTheRowsAndWritesNothingBesideThem(int rows, int count, int length)
    {
        Check<double>(Math.Pow(2, -53), byColumns: false);
        Check<double>(Math.Pow(2, -53), byColumns: true);
        Check<float>(Math.Pow(2, -24), byColumns: false);
        Check<float>(Math.Pow(2, -24), byColumns: true);

        void Check<T>(double precision, bool byColumns)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (targetStride, sourceStride) = (length + 3, length + 5);
            var target = Draw<T>(rows * targetStride, 3);
            var (before, source, factors) = ((T[])target.Clone(), Draw<T>(count * sourceStride, 4), Draw<T>(rows * count, 5));
            var (rowStride, countStride) = byColumns ? (1, rows) : (count, 1);

            PanelKernel.Combine<T>(
                target, targetStride, rows, source, sourceStride, count, factors, rowStride, countStride, length, T.CreateChecked(0.75));

            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < targetStride; j++)
                {
                    var old = before[(i * targetStride) + j];
                    if (j >= length)
                    {
                        Assert.Equal(old, target[(i * targetStride) + j]);
                        continue;
                    }

                    var expected = (0.75 * Number(old)) + Enumerable.Range(0, count).Sum(
                        k => Number(factors[(i * rowStride) + (k * countStride)]) * Number(source[(k * sourceStride) + j]));
                    Assert.Equal(expected, Number(target[(i * targetStride) + j]), (count + 2) * precision * (count + 1));
                }
            }
        }
    }

    private static double Number<T>(T number)
        where T : unmanaged, IFloatingPointIeee754<T> => double.CreateChecked(number);

    private static T[] Draw<T>(int length, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked((2 * random.NextDouble()) - 1))];
    }
}
