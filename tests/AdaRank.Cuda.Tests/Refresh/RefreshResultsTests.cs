using AdaRank.Cuda.Refresh;

namespace AdaRank.Cuda.Tests.Refresh;

public sealed class RefreshResultsTests
{
    [Fact]
    public void Layout_OfTwoBanks_GivesEachNumberAPlaceOfItsOwn()
    {
        var layout = new ReportLayout((3, 4), (2, 1));

        var places = Enumerable.Range(0, 3).SelectMany(matrix => Enumerable.Range(0, 7).Select(number => layout.Start(0, matrix) + number))
            .Concat(Enumerable.Range(0, 2).SelectMany(matrix => Enumerable.Range(0, 4).Select(number => layout.Start(1, matrix) + number)));

        Assert.Equal(Enumerable.Range(0, 29).Select(static place => (long)place), places);
        Assert.Equal(29, layout.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.Start(1, 2));
        Assert.Throws<ArgumentException>(() => new ReportLayout((3, 0)));
    }

    [Fact]
    public void Results_OfAReport_AreReadByTheirMatrix()
    {
        var results = new RefreshResults(new ReportLayout((1, 1), (2, 3)), [9, 10, 0, 1e-7, 4, 1, 0, 6, 8, 2e-6, 8, 4, 3.9e-6, 20, 65, 3e-6]);

        Assert.Equal([8, 4, 3.9e-6], results.Energies(1, 1).ToArray());
        Assert.Equal((20, RefreshStatus.NotFinite | RefreshStatus.Householder, 3e-6), (results.TotalEnergy(1, 1), results.Status(1, 1), results.OrthonormalityError(1, 1)));
        Assert.Equal((true, true, false), (results.IsUsable(0, 0), results.IsUsable(1, 0), results.IsUsable(1, 1)));

        // 3.9e-6 is below a millionth of 8, which singular values of a thousandth of the largest have.
        Assert.Equal((2, 2, 1), (results.NumericalRank(1, 0), results.NumericalRank(1, 1), results.NumericalRank(0, 0)));
    }

    [Fact]
    public void Replace_OfOneMatrix_LeavesTheOthers()
    {
        var results = new RefreshResults(new ReportLayout((2, 2)), [5, 4, 10, 4, 1, 3, 2, 11, 0, 1e-6]);

        results.Replace(0, 0, [6, 5], RefreshStatus.Householder, 1e-7);

        Assert.Equal([6, 5], results.Energies(0, 0).ToArray());
        Assert.Equal((10, RefreshStatus.Householder, 1e-7), (results.TotalEnergy(0, 0), results.Status(0, 0), results.OrthonormalityError(0, 0)));
        Assert.Equal([3, 2], results.Energies(0, 1).ToArray());
    }

    [Fact]
    public void SmallPieces_OfAnySize_BeginAtMultiplesOf256()
    {
        var pieces = new SmallPieces(3);

        Assert.Equal((0, 256, 1024, 1280), (pieces.Add(40), pieces.Add(200), pieces.Add(1), pieces.Bytes));
    }
}
