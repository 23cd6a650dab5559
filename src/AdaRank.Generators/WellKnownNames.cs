namespace AdaRank.Generators;

/// <summary>Names of the types that the generator reads from, or writes into, a compilation.</summary>
internal static class WellKnownNames
{
    public const string ModelAttribute = "AdaRank.Annotations.ModelAttribute";
    public const string CataloguedModel = "AdaRank.Models.ICataloguedModel";
    public const string ModelFactory = "AdaRank.Models.IModelFactory";
    public const string ComponentName = "TorchSharp.Utils.ComponentNameAttribute";
    public const string Parameter = "TorchSharp.Modules.Parameter";
    public const string Module = "TorchSharp.torch.nn.Module";
    public const string Tensor = "TorchSharp.torch.Tensor";
    public const string Repeated = "AdaRank.Models.Repeated";
    public const string TorchNative = "AdaRank.Native.TorchNative";
    public const string ModelDependencies = "AdaRank.Composition.ModelDependencies";
    public const string ServiceCollection = "Microsoft.Extensions.DependencyInjection.IServiceCollection";
    public const string ServiceDescriptors =
        "Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions";

    public const string OptionsServices = "Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions";

    /// <summary>How every file with the generated part of a model ends.</summary>
    public const string ModelFileSuffix = ".Model.g.cs";

    /// <summary>How every file with the extension of the service collection for a model ends.</summary>
    public const string ServicesFileSuffix = ".Services.g.cs";
}
