namespace AdaRank.Generators;

/// <summary>Names of the pipeline's steps, by which tests ask whether a step ran again.</summary>
internal static class StepNames
{
    public const string NameModel = "NameModel";
    public const string FindServices = "FindServices";
    public const string WireModel = "WireModel";
    public const string FindNativeLoader = "FindNativeLoader";
}
