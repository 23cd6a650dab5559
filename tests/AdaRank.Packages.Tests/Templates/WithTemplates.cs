namespace AdaRank.Packages.Tests.Templates;

/// <summary>Tests that share installed templates.</summary>
[CollectionDefinition]
public sealed class WithTemplates : ICollectionFixture<TemplateHive>;
