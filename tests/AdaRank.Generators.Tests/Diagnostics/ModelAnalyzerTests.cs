using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Diagnostics;

/// <summary>Each rule appears where <c>[|</c> and <c>|]</c> stand, with nothing generated beside it, and stays silent elsewhere.</summary>
public sealed class ModelAnalyzerTests
{
    private const string Options = """
        public sealed class NetOptions
        {
            public int Width { get; set; } = 4;
            public long Tokens { get; set; } = 4;
            public string Title { get; set; } = "";
            public double Epsilon { get; set; }
            public bool Ties { get; set; }
        }

        """;

    [Theory]
    [InlineData("[Model] public sealed class [|Net|] { {forward} }", "Class 'Net' cannot become a model: declare it partial")]
    [InlineData("public class Outer { [Model] public sealed partial class [|Net|] { {forward} } }", "Class 'Net' cannot become a model: declare the containing type 'Outer' partial, too")]
    [InlineData("[Model] public partial record [|Net|] { {forward} }", "Class 'Net' cannot become a model: it is a record, and a module is neither record nor static")]
    [InlineData("[Model(Generate = GeneratedParts.Wiring)] public partial class [|Net|] { {forward} }", "Class 'Net' cannot become a model: its Generate asks for neither Module nor Catalogue")]
    [InlineData("[Model(Generate = GeneratedParts.Catalogue)] public partial class [|Net|] { {forward} }", "Class 'Net' cannot become a model: only its catalogue is generated, so it must derive from a TorchSharp module by itself")]
    [InlineData("[Model(Generate = GeneratedParts.Module)] public partial class Base { {forward} } [Model] public partial class [|Net|] : Base;", "Class 'Net' cannot become a model: the model 'Base' that it derives from has no catalogue: let one be generated there, too")]
    [InlineData("[Model(Generate = GeneratedParts.Catalogue)] public abstract partial class Base() : nn.Module<Tensor, Tensor>(\"Base\"); [Model] public abstract partial class [|Net|] : Base { }", "Class 'Net' cannot become a model: either it or the model 'Base' that it derives from is written by hand: generate both or none")]
    [InlineData("[Model] file partial class [|Net|] { {forward} }", "Class 'Net' cannot become a model: it is local to its file, where no generated part can join it")]
    [InlineData("[Model] public partial class [|Net|] : Exception { {forward} }", "Class 'Net' cannot become a model: it derives from 'System.Exception', but the generated part gives it a base class")]
    [InlineData("public abstract class Own : AdaRank.Models.Model<Tensor, Tensor>; [Model] public partial class [|Net|] : Own { {forward} }", "Class 'Net' cannot become a model: it derives from 'Own', but the generated part gives it a base class")]
    [InlineData("[Model] public partial class [|Net|] { public int Catalogue; {forward} }", "Class 'Net' cannot become a model: its member 'Catalogue' has the name of a generated one: rename it")]
    public Task Adr001_ClassThatCannotBeExtended_IsReported(string source, string message) => AssertReported("ADR001", source, message);

    [Theory]
    [InlineData("[Model] public partial class Net { [RmsNorm(4)] public RmsNorm [|Norm|] => new(4); {forward} }", "Property 'Norm' cannot hold a component: declare it partial, as in 'public partial Linear Query { get; }'")]
    [InlineData("[Model] public partial class Net { [RmsNorm(4)] public partial RmsNorm [|Norm|] { get; set; } {forward} }", "Property 'Norm' cannot hold a component: declare 'get' as its only accessor, since a component stays what it was registered as")]
    [InlineData("[Model] public partial class Net { [RmsNorm(4)] public static partial RmsNorm [|Norm|] { get; } {forward} }", "Property 'Norm' cannot hold a component: remove 'static'")]
    [InlineData("[Model] public partial class Net { [RmsNorm(4)] public partial RmsNorm [|Norm|] { get; } public partial RmsNorm Norm { get => field; } = new(4); {forward} }", "Property 'Norm' cannot hold a component: remove its implementation, which is generated")]
    [InlineData("[Model] public partial class Net { [RmsNorm(4), Linear(4, 4)] public partial RmsNorm [|Norm|] { get; } {forward} }", "Property 'Norm' cannot hold a component: it has [Linear] and [RmsNorm], which declare different components: keep one")]
    [InlineData("[Model(Generate = GeneratedParts.Catalogue)] public abstract partial class Net() : nn.Module<Tensor, Tensor>(\"Net\") { [RmsNorm(4)] public RmsNorm [|Norm|] { get; } = new(4); }", "Property 'Norm' cannot hold a component: [RmsNorm] makes a component, but of this class only the catalogue is generated")]
    [InlineData("[Model] public partial class Net { [Frozen] public partial RmsNorm [|Norm|] { get; } {forward} }", "Property 'Norm' cannot hold a component: [Frozen] needs an attribute that declares a component, such as [Linear]")]
    public Task Adr002_PropertyThatCannotBeImplemented_IsReported(string source, string message) => AssertReported("ADR002", source, message);

    [Theory]
    [InlineData("[Model] public partial class Net(NetOptions options) { [RmsNorm([|\"Widht\"|])] public partial RmsNorm Norm { get; } {forward} }", "'Widht' names no integer that 'Net' can see: did you mean 'Width'?")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [RmsNorm([|\"Zzzzzzzzz\"|])] public partial RmsNorm Norm { get; } {forward} }", "'Zzzzzzzzz' names no integer among the constructor parameters of 'Net', their members and its constants")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [Linear(4, [|nameof(NetOptions.Title)|])] public partial Linear Query { get; } {forward} }", "'Title' is of type 'string', no integer")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [Linear([|nameof(NetOptions.Tokens)|], 4)] public partial Linear Query { get; } {forward} }", "'Tokens' is of type 'long', no integer")]
    [InlineData("[Model] public partial class Net(NetOptions options, int Width) { [RmsNorm([|nameof(Width)|])] public partial RmsNorm Norm { get; } {forward} }", "'Width' may mean 'options.Width' or 'Width': rename one of them")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [RmsNorm(4, [|EpsilonFrom = nameof(NetOptions.Ties)|])] public partial RmsNorm Norm { get; } {forward} }", "'Ties' is of type 'bool', no number")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [Embedding(4, 4)] public partial Embedding Table { get; } [Linear(4, 4), TiedTo(nameof(Table), [|When = nameof(NetOptions.Width)|])] public partial Linear Head { get; } {forward} }", "'Width' is of type 'int', no flag")]
    [InlineData("[Model] public partial class Net { [Linear(4, [|0|])] public partial Linear Query { get; } {forward} }", "'0' is 0: use 1 or more")]
    [InlineData("[Model] public partial class Net { private const int Width = -3; [RmsNorm([|nameof(Width)|])] public partial RmsNorm Norm { get; } {forward} }", "'Width' is -3: use 1 or more")]
    [InlineData("[Model] public partial class Net { [Conv1d(4, 4, 3, [|Stride = 0|])] public partial Conv1d Mix { get; } {forward} }", "'0' is 0: use 1 or more")]
    [InlineData("[Model] public partial class Net { [Weight(2, [|-1|])] public partial TorchSharp.Modules.Parameter Scale { get; } {forward} }", "'-1' is -1: use 1 or more")]
    [InlineData("[Model] public partial class Net { [Weight(2, [|4.5|])] public partial TorchSharp.Modules.Parameter Scale { get; } {forward} }", "'4.5' is no integer, and no name of one")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [RmsNorm(4), When([|nameof(NetOptions.Width)|])] public partial RmsNorm? Norm { get; } {forward} }", "'Width' is of type 'int', no flag")]
    [InlineData("[Model] public partial class Net { [Buffer(4, [|From = \"MakeTabel\"|])] public partial Tensor Table { get; } static Tensor MakeTable() => zeros(4); {forward} }", "'MakeTabel' names no method of 'Net': did you mean 'MakeTable'?")]
    [InlineData("[Model] public partial class Net { [Buffer(4, [|From = \"Zzzzzz\"|])] public partial Tensor Table { get; } {forward} }", "'Zzzzzz' names no method of 'Net'")]
    [InlineData("[Model] public partial class Net { [Buffer(4, [|From = nameof(Make)|])] public partial Tensor Table { get; } Tensor Make() => zeros(4); {forward} }", "'Make' makes no values: a method that does is static, not generic, and returns a Tensor")]
    [InlineData("[Model] public partial class Net { [Buffer(4, [|From = nameof(Make)|])] public partial Tensor Table { get; } static Tensor? Make() => null; {forward} }", "'Make' makes no values: a method that does is static, not generic, and returns a Tensor")]
    [InlineData("[Model] public partial class Net { [Weight(4, [|From = nameof(Make)|])] public partial TorchSharp.Modules.Parameter Table { get; } static Tensor Make<T>() => zeros(4); {forward} }", "'Make' makes no values: a method that does is static, not generic, and returns a Tensor")]
    [InlineData("[Model] public partial class Net { [Buffer(4, [|From = nameof(Table)|])] public partial Tensor Table { get; } {forward} }", "'Table' names no method of 'Net'")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [Buffer(4, [|From = nameof(Make)|])] public partial Tensor Table { get; } static Tensor Make(NetOptions options, int width) => zeros(options.Width, width); {forward} }", "'Make' takes parameters that the primary constructor of 'Net' does not have: (NetOptions options, int width)")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [Buffer(4, [|From = nameof(Make)|])] public partial Tensor Table { get; } static Tensor Make(NetOptions options) => zeros(options.Width); static Tensor Make() => zeros(4); {forward} }", "'Make' may mean several methods: rename one of them")]
    [InlineData("[Model] public partial class Net { [Buffer(4, Initializer = Initial.Ones, [|From = nameof(Make)|])] public partial Tensor Table { get; } static Tensor Make() => zeros(4); {forward} }", "'Make' makes the values, so 'Initializer' says nothing: keep one of them")]
    [InlineData("[Model] public abstract partial class Base { private static Tensor Make() => zeros(4); public abstract Tensor Forward(Tensor x); } [Model] public partial class Net : Base { [Buffer(4, [|From = \"Make\"|])] public partial Tensor Table { get; } public override Tensor Forward(Tensor x) => x; }", "'Make' names no method of 'Net'")]
    public Task Adr003_NameThatMeansNothing_IsReported(string source, string message) => AssertReported("ADR003", source, message);

    [Theory]
    [InlineData("[Model] public partial class Net { [RmsNorm(4)] public partial RmsNorm Norm { get; } [RmsNorm(4), [|CheckpointName(\"norm\")|]] public partial RmsNorm Other { get; } {forward} }", "Checkpoint name 'norm' of 'Other' is that of 'Norm', too: give one of them a [CheckpointName]")]
    [InlineData("[Model] public partial class Net { [RmsNorm(4)] public partial RmsNorm NormA { get; } [RmsNorm(4)] public partial RmsNorm [|normA|] { get; } {forward} }", "Checkpoint name 'norm_a' of 'normA' is that of 'NormA', too: give one of them a [CheckpointName]")]
    [InlineData("[Model] public partial class Net { [RmsNorm(4), CheckpointName(\"a.b\")] public partial RmsNorm Norm { get; } [RmsNorm(4), [|CheckpointName(\"a\")|]] public partial RmsNorm Other { get; } {forward} }", "Checkpoint name 'a' of 'Other' and 'a.b' of 'Norm' contain each other: give one of them a [CheckpointName]")]
    [InlineData("[Model] public partial class Net { [RmsNorm(4), [|CheckpointName(\"a..b\")|]] public partial RmsNorm Norm { get; } {forward} }", "Checkpoint name 'a..b' of 'Norm' has an empty part")]
    [InlineData("[Model(Names = CheckpointNames.Bert)] public partial class Net { [Attention(4, 2)] public partial MultiHeadAttention Attention { get; } [RmsNorm(4), [|CheckpointName(\"attention.output\")|]] public partial RmsNorm Norm { get; } {forward} }", "Checkpoint name 'attention.output' of 'Norm' and 'attention' of 'Attention' contain each other: give one of them a [CheckpointName]")]
    public Task Adr005_NameThatCannotBeRegistered_IsReported(string source, string message) => AssertReported("ADR005", source, message);

    [Theory]
    [InlineData("[Model] public partial class [|Net|] { }", "Model 'Net' needs a public method 'Forward' that returns a Tensor")]
    [InlineData("[Model] public partial class Net { {forward} public Tensor [|Forward|](Tensor x, Tensor y) => x; }", "Model 'Net' has several methods 'Forward': rename all but the one that a module call runs")]
    [InlineData("[Model] public partial class Net { internal Tensor [|Forward|](Tensor x) => x; }", "Model 'Net' needs its 'Forward' to be public, and neither static nor generic")]
    [InlineData("[Model] public partial class Net { public int [|Forward|](Tensor x) => 1; }", "Model 'Net' has a 'Forward' that returns no Tensor, and no tuple of two or three")]
    [InlineData("[Model] public partial class Net { public Tensor? [|Forward|](Tensor x) => x; }", "Model 'Net' has a 'Forward' that returns no Tensor, and no tuple of two or three")]
    [InlineData("[Model] public partial class Net { public Tensor [|Forward|](ref Tensor x) => x; }", "Model 'Net' has a 'Forward' whose parameter 'x' no module can take: pass it by value")]
    [InlineData("[Model] public partial class Net { public Tensor [|Forward|](Tensor x, Span<int> y) => x; }", "Model 'Net' has a 'Forward' whose parameter 'y' no module can take: pass it by value")]
    [InlineData("[Model] public partial class Net { public Tensor [|Forward|](int a, int b, int c, int d, int e, int f, int g) => null!; }", "Model 'Net' has a 'Forward' with 7 parameters: use 1 to 6")]
    [InlineData("[Model] public abstract partial class Base { public virtual Tensor Forward(Tensor x) => x; } [Model] public partial class Net : Base { public new Tensor [|Forward|](Tensor x) => x; }", "Model 'Net' has a 'Forward' that does not override the one of 'Base', which a module call runs")]
    public Task Adr006_ForwardThatNoModuleCanCall_IsReported(string source, string message) => AssertReported("ADR006", source, message);

    [Theory]
    [InlineData("[Model] public partial class Net { [RmsNorm(4), [|LowRank(\"a\")|]] public partial RmsNorm Norm { get; } {forward} }", "'Norm' cannot be trained in a low-rank subspace: the weight of a norm is a vector")]
    [InlineData("[Model] public partial class Net { [Linear(4, 1), [|LowRank(\"a\")|]] public partial Linear Score { get; } {forward} }", "'Score' cannot be trained in a low-rank subspace: a weight with one row or one column is a vector")]
    [InlineData("[Model] public partial class Net { [Rotary(4, 8), [|LowRank(\"a\")|]] public partial RotaryCache Rotary { get; } {forward} }", "'Rotary' cannot be trained in a low-rank subspace: a rotary cache has no parameters")]
    [InlineData("[Model] public partial class Net { [LayerNorm(4), [|LowRank(\"a\")|]] public partial LayerNorm Norm { get; } {forward} }", "'Norm' cannot be trained in a low-rank subspace: the weight of a norm is a vector")]
    [InlineData("[Model] public partial class Net { [Weight(4), [|LowRank(\"a\")|]] public partial TorchSharp.Modules.Parameter Scale { get; } {forward} }", "'Scale' cannot be trained in a low-rank subspace: a weight with fewer than two axes is a vector")]
    [InlineData("[Model] public partial class Net { [Conv1d(1, 8, 1), [|LowRank(\"a\")|]] public partial Conv1d Mix { get; } {forward} }", "'Mix' cannot be trained in a low-rank subspace: a weight with one row or one column is a vector")]
    [InlineData("[Model] public partial class Net { [Buffer(4, 4), [|LowRank(\"a\")|]] public partial Tensor Mask { get; } {forward} }", "'Mask' cannot be trained in a low-rank subspace: a buffer is not trained")]
    [InlineData("[Model(Generate = GeneratedParts.Catalogue)] public abstract partial class Net() : nn.Module<Tensor, Tensor>(\"Net\") { [[|LowRank(\"a\")|]] private readonly TorchSharp.Modules.LayerNorm norm = null!; }", "'norm' cannot be trained in a low-rank subspace: its weight is a vector")]
    public Task Adr007_LowRankWithoutMatrix_IsReported(string source, string message) => AssertReported("ADR007", source, message);

    [Theory]
    [InlineData("[Model] public partial class Net { [Linear(4, 4), LowRank(\"a\"), [|Frozen|]] public partial Linear Query { get; } {forward} }", "The training attributes of 'Query' make no sense: keep one of [LowRank] and [Frozen]")]
    [InlineData("[Model] public partial class Net { [Linear(4, 4), [|LowRank(\" \")|]] public partial Linear Query { get; } {forward} }", "The training attributes of 'Query' make no sense: [LowRank] needs the name of a group")]
    [InlineData("[Model] public partial class Net { [Rotary(4, 8), [|Frozen|]] public partial RotaryCache Rotary { get; } {forward} }", "The training attributes of 'Rotary' make no sense: a rotary cache has no parameters, so [Frozen] says nothing")]
    [InlineData("[Model] public partial class Net { [Embedding(4, 4)] public partial Embedding Table { get; } [Linear(4, 4), TiedTo(nameof(Table)), [|FullRank|]] public partial Linear Head { get; } {forward} }", "The training attributes of 'Head' make no sense: its weight is that of 'Table', which says how it is trained")]
    [InlineData("[Model] public partial class Net { [Linear(4, 4), [|Decay(-1)|]] public partial Linear Query { get; } {forward} }", "The training attributes of 'Query' make no sense: [Decay] needs a finite number of 0 or more")]
    [InlineData("[Model] public partial class Net { [Linear(4, 4), [|LearningRate(double.NaN)|]] public partial Linear Query { get; } {forward} }", "The training attributes of 'Query' make no sense: [LearningRate] needs a finite number of 0 or more")]
    [InlineData("[Model] public partial class Net { [Linear(4, 4), Frozen, [|LearningRate(2)|]] public partial Linear Query { get; } {forward} }", "The training attributes of 'Query' make no sense: what is frozen takes no steps, so [LearningRate] says nothing")]
    [InlineData("[Model] public partial class Net { [Dropout(0.5), [|Decay(0)|]] public partial Dropout Drop { get; } {forward} }", "The training attributes of 'Drop' make no sense: dropout has no parameters, so [Decay] says nothing")]
    [InlineData("[Model, LowRank(\"a\"), [|Frozen|]] public partial class Net { {forward} }", "The training attributes of 'Net' make no sense: keep one of [LowRank] and [Frozen]")]
    public Task Adr008_ContradictoryTraining_IsReported(string source, string message) => AssertReported("ADR008", source, message);

    [Theory]
    [InlineData("[Conv2d(3, 8, 4), [|LowRank(\"a\", Output = [4])|]] public partial Conv2d Mix { get; }", "axis 4 is none of the weight's 4, which count from 0")]
    [InlineData("[Conv2d(3, 8, 4), [|LowRank(\"a\", Output = [0, 0])|]] public partial Conv2d Mix { get; }", "axis 0 stands twice in Output")]
    [InlineData("[Conv2d(3, 8, 4), [|LowRank(\"a\", Reduce = [1, 2, 3], Output = [0, 1])|]] public partial Conv2d Mix { get; }", "axis 1 is in Reduce and in Output")]
    [InlineData("[Conv2d(3, 8, 4), [|LowRank(\"a\", Reduce = [1, 2], Output = [0])|]] public partial Conv2d Mix { get; }", "axis 3 is in neither Reduce nor Output")]
    [InlineData("[Conv2d(3, 8, 4), [|LowRank(\"a\", Output = [0, 1, 2, 3])|]] public partial Conv2d Mix { get; }", "no axis is left for Reduce")]
    [InlineData("[Conv2d(3, 8, 4), [|LowRank(\"a\", Output = [1])|]] public partial Conv2d Mix { get; }", "the axes of Reduce or those of Output must be the first ones of the weight, so that the matrix is a view of it")]
    [InlineData("[Child, [|LowRank(\"a\", Output = [0])|]] public partial Inner Mix { get; }", "axes belong to one weight: name them where it is declared")]
    public Task Adr010_AxesThatMakeNoMatrix_AreReported(string member, string reason) => AssertReported(
        "ADR010",
        "[Model] public partial class Inner { {forward} } [Model] public partial class Net { " + member + " {forward} }",
        $"The axes of 'Mix' make no matrix: {reason}");

    [Theory]
    [InlineData("[Model] public partial class Net(NetOptions options) { [RmsNorm(4), When(nameof(options.Ties))] public partial RmsNorm [|Norm|] { get; } {forward} }", "'Norm' does not fit [RmsNorm]: [When] may leave it out: add a '?' to its type")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [Embedding(4, 4), When(nameof(options.Ties))] public partial Embedding? Table { get; } [Linear(4, 4), [|TiedTo(nameof(Table))|]] public partial Linear Head { get; } {forward} }", "'Head' does not fit [TiedTo]: 'Table' is null in some models: tie it when 'Ties' says that it is there")]
    [InlineData("[Model] public abstract partial class Base { {forward} } [Model] public partial class Net { [Child] public partial Base [|Inner|] { get; } {forward} }", "'Inner' does not fit [Child]: 'Base' is abstract: use a model that derives from it")]
    [InlineData("[Model] public partial class Net<TBlock> where TBlock : nn.Module { [Child] public partial TBlock [|Inner|] { get; } {forward} }", "'Inner' does not fit [Child]: 'TBlock' needs a constraint that makes it a model, such as IModelFactory<TBlock, TOptions>")]
    [InlineData("[Model] public partial class Net<TBlock> where TBlock : nn.Module, ICataloguedModel { [Child] public partial TBlock [|Inner|] { get; } {forward} }", "'Inner' does not fit [Child]: nothing says how to make a 'TBlock': constrain it by IModelFactory<TBlock, TOptions> with the type of a parameter, take a Func<TBlock>, or constrain it by new()")]
    [InlineData("[Model(Generate = GeneratedParts.Module)] public partial class Inner { {forward} } [Model] public partial class Net { [Child] public partial Inner [|Child|] { get; } {forward} }", "'Child' does not fit [Child]: 'Inner' is no class with [Model] that has a catalogue")]
    [InlineData("[Model] public partial class Net { [Linear(4, 4)] public partial RmsNorm [|Norm|] { get; } {forward} }", "'Norm' does not fit [Linear]: its type must be AdaRank.Layers.Linear")]
    [InlineData("[Model] public partial class Net { [Linear(4, 4)] public partial Linear? [|Query|] { get; } {forward} }", "'Query' does not fit [Linear]: a component is never null: drop the '?'")]
    [InlineData("[Model] public partial class Net { [Repeat(2)] public partial List<Net> [|Blocks|] { get; } {forward} }", "'Blocks' does not fit [Repeat]: its type must be Repeated<TModel>")]
    [InlineData("[Model] public partial class Net { [Repeat(2)] public partial Repeated<Linear> [|Blocks|] { get; } {forward} }", "'Blocks' does not fit [Repeat]: 'Linear' is no class with [Model]")]
    [InlineData("[Model] public partial class Net { [Child] public partial Net [|Self|] { get; } {forward} }", "'Self' does not fit [Child]: a model cannot contain itself")]
    [InlineData("[Model] public partial class Inner(int width) { {forward} } [Model] public partial class Net(string title) { [Child] public partial Inner [|Inner|] { get; } {forward} }", "'Inner' does not fit [Child]: the constructor of 'Inner' wants 'int width', and no parameter of this model's primary constructor has that type")]
    [InlineData("[Model] public partial class Net { [Linear(4, 4), [|TiedTo(\"Nothing\")|]] public partial Linear Head { get; } {forward} }", "'Head' does not fit [TiedTo]: the model has no property 'Nothing'")]
    [InlineData("[Model] public partial class Net { [RmsNorm(4)] public partial RmsNorm Norm { get; } [Linear(4, 4), [|TiedTo(nameof(Norm))|]] public partial Linear Head { get; } {forward} }", "'Head' does not fit [TiedTo]: 'Norm' is neither a linear layer nor an embedding")]
    [InlineData("[Model] public partial class Net { [Linear(4, 4), [|TiedTo(nameof(Head))|]] public partial Linear Head { get; } {forward} }", "'Head' does not fit [TiedTo]: 'Head' has no weight of its own")]
    public Task Adr011_TypeThatDoesNotFit_IsReported(string source, string message) => AssertReported("ADR011", source, message);

    [Theory]
    [InlineData("[Model] public abstract partial class Base { [RmsNorm(4)] public partial RmsNorm Norm { get; } {forward} } [Model] public partial class Net : Base { [RmsNorm(4), [|CheckpointName(\"norm\")|]] public partial RmsNorm Other { get; } }", "Checkpoint name 'norm' of 'Other' is that of 'Norm' in a base class, too: give one of them a [CheckpointName]")]
    public Task Adr013_NameOfABaseModel_IsReported(string source, string message) => AssertReported("ADR013", source, message);

    [Theory]
    [InlineData("[Model] public partial class Net { {forward} }")]
    [InlineData("public partial class Outer { [Model] public partial class Net { [RmsNorm(4)] protected internal partial RmsNorm Norm { get; } {forward} } }")]
    [InlineData("[Model] public partial class Net(NetOptions options, byte width) { const int Depth = 2; [Linear(nameof(width), nameof(Depth)), LowRank(\"a\")] public partial Linear Query { get; } [RmsNorm(nameof(NetOptions.Width), EpsilonFrom = nameof(NetOptions.Tokens))] public partial RmsNorm Norm { get; } {forward} }")]
    [InlineData("[Model] public partial class Net { [RmsNorm(4), CheckpointName(\"a.b\")] public partial RmsNorm Norm { get; } [RmsNorm(4), CheckpointName(\"a.bc\")] public partial RmsNorm Other { get; } {forward} }")]
    [InlineData("[Model] public partial class Net { [Linear(4, 4, Bias = true), Frozen] public partial Linear Query { get; } {forward} }")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [Embedding(4, 4), LowRank(\"a\")] public partial Embedding Table { get; } [Linear(4, 4), TiedTo(nameof(Table), When = nameof(NetOptions.Ties)), LowRank(\"a\")] public partial Linear Head { get; } {forward} }")]
    [InlineData("[Model] public partial class Inner(string title, int a, int b) { {forward} } [Model] public partial class Net(int b, int a, string name) { [Repeat(nameof(a))] public partial Repeated<Inner> Inners { get; } {forward} }")]
    [InlineData("[Model] public partial class Net { public (Tensor, Tensor, Tensor) Forward(Tensor x, int count = 3, Tensor? mask = null) => (x, x, x); }")]
    [InlineData("[Model] public abstract partial class Base(int width) { [RmsNorm(nameof(width))] public partial RmsNorm Norm { get; } public abstract Tensor Forward(Tensor x); } [Model] public partial class Net(int width) : Base(width) { [Linear(nameof(width), 4), LowRank(\"a\")] public partial Linear Up { get; } public override Tensor Forward(Tensor x) => x; }")]
    [InlineData("[Model] public partial class Base { public virtual Tensor Forward(Tensor x) => x; } [Model] public partial class Net : Base;")]
    [InlineData("[Model] public partial class Net : AdaRank.Models.Model<Tensor, Tensor> { {forward} }")]
    [InlineData("[Model] public partial class Net { [Conv2d(3, 8, 4), LowRank(\"a\", Reduce = [1, 2, 3])] public partial Conv2d A { get; } [Conv2d(3, 8, 4), LowRank(\"a\", Output = [0, 1])] public partial Conv2d B { get; } [Weight(2, 3, 4), LowRank(\"a\", Reduce = [0, 1])] public partial TorchSharp.Modules.Parameter C { get; } {forward} }")]
    [InlineData("[Model, LowRank(\"a\"), Decay(0.5)] public partial class Net { [Linear(4, 4, Bias = true)] public partial Linear A { get; } [LayerNorm(4)] public partial LayerNorm B { get; } [Linear(4, 1)] public partial Linear C { get; } [Rotary(4, 8)] public partial RotaryCache D { get; } [Linear(4, 4), Frozen] public partial Linear E { get; } {forward} }")]
    [InlineData("[Model] public partial class Inner { {forward} } [Model] public partial class Net { [Child, LowRank(\"a\"), LearningRate(0.1)] public partial Inner A { get; } [Repeat(2), Frozen] public partial Repeated<Inner> B { get; } {forward} }")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [Embedding(4, 4), When(nameof(options.Ties))] public partial Embedding? Table { get; } [Linear(4, 4), TiedTo(nameof(Table), When = nameof(options.Ties))] public partial Linear A { get; } [Linear(4, 4), TiedTo(nameof(Table)), When(nameof(options.Ties))] public partial Linear? B { get; } {forward} }")]
    [InlineData("[Model(Generate = GeneratedParts.Catalogue)] public sealed partial class Net : nn.Module<Tensor, Tensor> { [LowRank(\"a\")] private readonly TorchSharp.Modules.Linear query = nn.Linear(4, 4); private readonly TorchSharp.Modules.Dropout drop = nn.Dropout(0.1); public Net() : base(\"Net\") => RegisterComponents(); public override Tensor forward(Tensor x) => drop.call(query.call(x)); }")]
    [InlineData("[Model] public partial class Net(NetOptions options) { [Buffer(4, From = nameof(Make))] public partial Tensor Table { get; } static Tensor Make(NetOptions options) => zeros(options.Width); static Tensor Make(int width) => zeros(width); {forward} }")]
    [InlineData("public class Bystander { public int Forward; public int Norm { get; set; } }")]
    public async Task Analyze_SoundModel_IsSilentAndCompiles(string source)
    {
        var run = GeneratorRun.Of(Options + Complete(source));

        Assert.Empty(await run.AnalyzeAsync());
        Assert.DoesNotContain(run.CompilerMessages, message => !message.Contains("CS9113", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Analyze_SilencedByPragma_IsNotReported()
    {
        var run = GeneratorRun.Of("""
            #pragma warning disable ADR006
            [Model] public partial class Net;
            #pragma warning restore ADR006
            """);

        var diagnostics = await run.AnalyzeAsync();

        Assert.True(Assert.Single(diagnostics).IsSuppressed);
    }

    private static async Task AssertReported(string id, string source, string message)
    {
        var marked = Options + Complete(source);
        var start = marked.IndexOf("[|", StringComparison.Ordinal);
        var end = marked.IndexOf("|]", StringComparison.Ordinal) - 2;
        var text = marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        var run = GeneratorRun.Of(text);

        var diagnostic = Assert.Single(await run.AnalyzeAsync());

        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(message, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(text[start..end], text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal(start, diagnostic.Location.SourceSpan.Start);
        Assert.DoesNotContain(run.ModelFiles, name => name.Contains("Net.", StringComparison.Ordinal));
    }

    private static string Complete(string source) =>
        source.Replace("{forward}", "public Tensor Forward(Tensor x) => x;", StringComparison.Ordinal);
}
