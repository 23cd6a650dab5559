using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Rules;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>Decides how the parameters of one component are trained: its own attributes hold before those of its class.</summary>
/// <param name="member">The component.</param>
/// <param name="ofMember">Its attributes.</param>
/// <param name="ofType">The attributes of its class.</param>
/// <param name="findings">Receives what is wrong.</param>
internal sealed class TrainingReader(ISymbol member, Annotations ofMember, Annotations ofType, List<Finding> findings)
{
    /// <summary>The training of a weight, which may be a matrix or not.</summary>
    public TrainingSpec ForMatrix(EquatableArray<DimensionSpec> shape)
    {
        var rowAxes = 1;
        if (ofMember.Find("LowRank") is { } attribute)
        {
            rowAxes = AxisRules.Read(attribute, shape.Count, out var complaint);
            if (complaint is not null)
            {
                findings.Add(new Finding(Descriptors.AxesMakeNoMatrix, Annotations.LocationOf(attribute), member.Name, complaint));
            }
            else if (!IsMatrix(shape, rowAxes))
            {
                findings.Add(new Finding(
                    Descriptors.LowRankNeedsMatrix,
                    Annotations.LocationOf(attribute),
                    member.Name,
                    shape.Count < 2 ? "a weight with fewer than two axes is a vector" : "a weight with one row or one column is a vector"));
            }
        }

        return Spec(IsMatrix(shape, rowAxes), rowAxes);
    }

    /// <summary>The training of a norm's weight or a bias.</summary>
    public TrainingSpec ForVector() => Spec(isMatrix: false, rowAxes: 1);

    /// <summary>What is said about a nested model; null if nothing.</summary>
    public RuleSpec? ForNested()
    {
        var (treatment, group, isTreatmentOfType) = Treatment(isMatrix: true);
        var (rate, isRateOfType) = Multiplier("LearningRate");
        var (decay, isDecayOfType) = Multiplier("Decay");
        if (treatment is null && rate is null && decay is null)
        {
            return null;
        }

        var defaults = (treatment is not null && isTreatmentOfType ? Aspects.Treatment : Aspects.None)
            | (rate is not null && isRateOfType ? Aspects.LearningRate : Aspects.None)
            | (decay is not null && isDecayOfType ? Aspects.Decay : Aspects.None);
        return new RuleSpec(treatment, group, rate, decay, defaults);
    }

    private TrainingSpec Spec(bool isMatrix, int rowAxes)
    {
        var (treatment, group, _) = Treatment(isMatrix);
        var (rate, decay) = (Multiplier("LearningRate").Value, Multiplier("Decay").Value);

        // What differs from the default counts as stated by itself.
        var stated = (treatment == Models.Treatment.FullRank ? Aspects.Treatment : Aspects.None)
            | (rate is 1 ? Aspects.LearningRate : Aspects.None)
            | (decay is 1 ? Aspects.Decay : Aspects.None);
        return new TrainingSpec(treatment ?? Models.Treatment.FullRank, group, rate ?? 1, decay ?? 1, rowAxes, stated);
    }

    private (Treatment? Treatment, string? Group, bool IsOfType) Treatment(bool isMatrix)
    {
        foreach (var (annotations, isOfType) in new[] { (ofMember, false), (ofType, true) })
        {
            if (annotations.Find("Frozen") is not null)
            {
                return (Models.Treatment.Frozen, null, isOfType);
            }

            if (annotations.Find("FullRank") is not null)
            {
                return (Models.Treatment.FullRank, null, isOfType);
            }

            if (isMatrix && annotations.Find("LowRank") is { } lowRank)
            {
                return (Models.Treatment.LowRank, Annotations.Positional(lowRank, 0) as string, isOfType);
            }
        }

        return default;
    }

    private (double? Value, bool IsOfType) Multiplier(string name) =>
        ofMember.Find(name) is { } ofComponent
            ? (Annotations.Positional(ofComponent, 0) as double?, false)
            : (ofType.Find(name) is { } ofClass ? Annotations.Positional(ofClass, 0) as double? : null, true);

    private static bool IsMatrix(EquatableArray<DimensionSpec> shape, int rowAxes) =>
        shape.Count > 1
        && shape.Take(rowAxes).Any(dimension => dimension.Value != 1)
        && shape.Skip(rowAxes).Any(dimension => dimension.Value != 1);
}
