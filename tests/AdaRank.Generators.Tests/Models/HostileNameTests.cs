using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Models;

/// <summary>Names and places that have broken generators before.</summary>
public sealed class HostileNameTests
{
    [Fact]
    public void Emit_NamesThatGeneratedCodeMightUse_Compiles()
    {
        var run = GeneratorRun.Of("""
            namespace System.AdaRank.Torch;

            public sealed class ServicesOptions { public int @class { get; set; } = 4; public int index { get; set; } = 2; }

            [Model]
            public sealed partial class @new(ServicesOptions scope, string services, object provider)
            {
                [Linear(nameof(ServicesOptions.@class), nameof(ServicesOptions.@class), Bias = true), LowRank("a\"b{c}")]
                public partial Linear @event { get; }

                [RmsNorm(nameof(ServicesOptions.@class)), CheckpointName("{0}\".\\x")] public partial RmsNorm @int { get; }
                [RmsNorm(nameof(ServicesOptions.@class)), CheckpointName("a-b.c")] public partial RmsNorm @params { get; }
                [RmsNorm(nameof(ServicesOptions.@class)), CheckpointName("a_b.c")] public partial RmsNorm value { get; }

                public Tensor Forward(Tensor @this, Tensor scope, Tensor result) => @int.Forward(@event.Forward(@this)) + scope + result;

                public override string ToString() => services + provider;
            }

            [Model]
            public sealed partial class Outer(ServicesOptions scope, string services, object provider)
            {
                [Repeat(nameof(ServicesOptions.index)), CheckpointName("x{y}\"")] public partial Repeated<@new> index { get; }
                [Child] public partial @new @new { get; }
                public Tensor Forward(Tensor x) => @new.call(index[0].call(x, x, x), x, x);
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Contains("System.AdaRank.Torch.new.Model.g.cs", run.ModelFiles);
    }

    [Fact]
    public void Emit_NestedAndGenericTypes_Compiles()
    {
        var run = GeneratorRun.Of("""
            namespace Acme.@namespace
            {
                internal partial class Outer<T>
                    where T : class
                {
                    internal partial struct Middle
                    {
                        [Model]
                        internal partial class Net<@class>(int width)
                        {
                            [RmsNorm(nameof(width))] public partial RmsNorm Norm { get; }
                            public Tensor Forward(Tensor x, T other, @class third) => Norm.Forward(x);
                        }
                    }
                }
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Equal(["Acme.namespace.Outer-1.Middle.Net-1.Model.g.cs"], run.ModelFiles);
    }

    [Fact]
    public void Emit_GlobalNamespace_Compiles()
    {
        var run = GeneratorRun.Of("""
            public sealed class NetOptions { public int Width = 4; }

            [Model]
            public sealed partial class Net(NetOptions options)
            {
                [RmsNorm(nameof(NetOptions.Width))] public partial RmsNorm Norm { get; }
                public Tensor Forward(Tensor x) => Norm.Forward(x);
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Equal(["Net.Model.g.cs", "Net.Services.g.cs"], run.ModelFiles);
    }

    [Fact]
    public void Emit_PrivateNestedModel_HasNoExtension()
    {
        var run = GeneratorRun.Of("""
            public static partial class Outer
            {
                [Model]
                private sealed partial class Net
                {
                    [RmsNorm(4)] public partial RmsNorm Norm { get; }
                    public Tensor Forward(Tensor x) => Norm.Forward(x);
                }

                public static object Make() => new Net();
            }
            """);

        Assert.Empty(run.CompilerMessages);
        Assert.Equal(["Outer.Net.Model.g.cs"], run.ModelFiles);
    }

    [Fact]
    public void Emit_NamesThatDifferInCaseOnly_GetDifferentFiles()
    {
        var run = GeneratorRun.Of(Model("Net"), Model("NET"), Model("Other"));

        Assert.Empty(run.CompilerMessages);
        Assert.Equal(6, run.ModelFiles.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("Other.Model.g.cs", run.ModelFiles);

        static string Model(string name) => $$"""
            [Model]
            public sealed partial class {{name}}
            {
                [RmsNorm(4)] public partial RmsNorm Norm { get; }
                public Tensor Forward(Tensor x) => Norm.Forward(x);
            }
            """;
    }

    [Fact]
    public void Emit_WithoutServicesInReferences_HasNoExtension()
    {
        var run = GeneratorRun.Of(Sources.Compile("""
            [Model]
            public sealed partial class Net
            {
                [RmsNorm(4)] public partial RmsNorm Norm { get; }
                public Tensor Forward(Tensor x) => Norm.Forward(x);
            }
            """).Without("Microsoft.Extensions.Options"));

        Assert.Equal(["Net.Model.g.cs"], run.ModelFiles);
    }

    [Fact]
    public void Emit_FinnishCulture_IsTheSame()
    {
        const string Source = """
            [Model]
            public sealed partial class Net
            {
                [RmsNorm(4, Epsilon = -1.5e-7)] public partial RmsNorm Norm { get; }
                public Tensor Forward(Tensor x) => Norm.Forward(x);
            }
            """;
        var expected = GeneratorRun.Of(Source).Files["Net.Model.g.cs"];
        var before = System.Globalization.CultureInfo.CurrentCulture;
        var finnish = new System.Globalization.CultureInfo("") { NumberFormat = { NegativeSign = "\u2212", NumberDecimalSeparator = "," } };

        try
        {
            System.Globalization.CultureInfo.CurrentCulture = finnish;
            Assert.Equal(expected, GeneratorRun.Of(Source).Files["Net.Model.g.cs"]);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }
}
