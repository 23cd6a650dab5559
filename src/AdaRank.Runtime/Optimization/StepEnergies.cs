namespace AdaRank.Optimization;

/// <summary>What one executed step measured of a matrix, in squared gradient units.</summary>
/// <param name="Projected">‖Â‖_F².</param>
/// <param name="Captured">The energy inside the span of the basis: the same for an orthonormal one; NaN if it was not measured.</param>
/// <param name="Gradient">‖A‖_F².</param>
/// <param name="Displacement">How far the direction of Â has moved since the refresh; NaN if it was not measured.</param>
internal readonly record struct StepEnergies(double Projected, double Captured, double Gradient, double Displacement);
