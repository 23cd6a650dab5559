using AdaRank.Cuda.Refresh;

namespace AdaRank.Cuda.Tests.Refresh;

public sealed class OrthonormaliserTests
{
    [Fact]
    public void RaiseShifts_OfFailedFactorisations_LeavesTheOthers()
        => Assert.Equal([0, 16e-5f, 32e-5f, 2e-5f], Orthonormaliser.RaiseShifts([0, 0, 2e-5f, 2e-5f], [0, 1, 1, 0], 1e-5f));

    [Fact]
    public void Without_OfMatricesThatAreNotFinite_CountsTheOthersOnly()
        => Assert.Equal([1, 0, 0], Orthonormaliser.Without([1, 1, 0], [(int)RefreshStatus.Zero, (int)(RefreshStatus.NotFinite | RefreshStatus.Repaired), 0]));
}
