namespace AdaRank.Generators.Tests.Plugins;

/// <summary>Where the rules about plugins speak, marked by [| |], and where they must not.</summary>
public sealed class PluginAnalyzerTests
{
    private const string Body = "{ public int ChooseRank(in RankObservation observation) => 1; }";

    [Theory]
    [InlineData("[Plugin(\"one\")] public sealed class [|Policy|];", "implements no slot")]
    [InlineData("[Plugin(\"one\")] public sealed class [|Policy|] : IDisposable { public void Dispose() { } }", "implements no slot")]
    [InlineData(
        "[Plugin(\"one\")] public sealed class [|Policy|] : IRankPolicy, IRefreshTrigger { public int ChooseRank(in RankObservation o) => 1; public RefreshCause Examine(in RefreshObservation o) => default; }",
        "implements 2 slots (IRankPolicy, IRefreshTrigger)")]
    [InlineData("[Plugin(\"one\")] public abstract class [|Policy|] : IRankPolicy " + Body, "is abstract")]
    [InlineData("[Plugin(\"one\")] public static class [|Policy|];", "static class")]
    [InlineData("[Plugin(\"one\")] public sealed class [|Policy|]<T> : IRankPolicy " + Body, "is generic")]
    [InlineData("public class Outer<T> { [Plugin(\"one\")] public sealed class [|Policy|] : IRankPolicy " + Body + " }", "is generic")]
    [InlineData("public class Outer { [Plugin(\"one\")] private sealed class [|Policy|] : IRankPolicy " + Body + " }", "cannot see it")]
    [InlineData("[Plugin(\"one\")] file sealed class [|Policy|] : IRankPolicy " + Body, "cannot see it")]
    [InlineData("[Plugin(\"one\")] public sealed class [|Policy|] : IRankPolicy { private Policy() { } public int ChooseRank(in RankObservation o) => 1; }", "no public constructor")]
    [InlineData("[Plugin(\"one\")] public sealed class [|Policy|] : IRankPolicy { public Policy() { } public Policy(IServiceProvider s) { } public int ChooseRank(in RankObservation o) => 1; }", "2 constructors to choose from")]
    [InlineData("[Plugin(\"one\")] public sealed class [|Policy|](int size) : IRankPolicy { public int ChooseRank(in RankObservation o) => size; }", "parameter 'size'; make it a property with [Tunable]")]
    [InlineData("public class Settings; [Plugin(\"one\")] public sealed class [|Policy|](ref Settings s) : IRankPolicy " + Body, "by reference")]
    [InlineData("public class A : IPluginOptions { public void Validate() { } } public class B : A; [Plugin(\"one\")] public sealed class [|Policy|](A a, B b) : IRankPolicy { public int ChooseRank(in RankObservation o) => a is B && b is not null ? 1 : 2; }", "two kinds of options")]
    [InlineData("public class A(int x) : IPluginOptions { public void Validate() => _ = x; } [Plugin(\"one\")] public sealed class [|Policy|](A a) : IRankPolicy { public int ChooseRank(in RankObservation o) => a is null ? 1 : 2; }", "'A' is created before options are read")]
    [InlineData("public class A : IPluginOptions { public void Validate() { } } [Plugin(\"one\")] public sealed class [|Policy|](A a) : IRankPolicy { [Tunable] public int B { get; init; } public int ChooseRank(in RankObservation o) => a is null ? 1 : 2; }", "has options of its own and takes 'A'")]
    [InlineData("public class PolicyOptions; [Plugin(\"one\")] public sealed class [|Policy|] : IRankPolicy { [Tunable] public int B { get; init; } public int ChooseRank(in RankObservation o) => 1; }", "would be called 'PolicyOptions'")]
    [InlineData("[Plugin(\"one\")] public sealed class [|Policy|] : IRankPolicy { public required int Size { get; init; } public int ChooseRank(in RankObservation o) => Size; }", "required member 'Size'")]
    [InlineData("[Plugin(\"one\")] public sealed class [|Policy|] : IRankPolicy { internal Policy(object a) => _ = a; internal Policy(string a) => _ = a; public int ChooseRank(in RankObservation o) => 1; }", "2 constructors to choose from")]
    public Task Adr020_ClassThatIsNoPlugin_IsReported(string code, string message) => Markup.VerifyAsync("ADR020", message, code);

    [Theory]
    [InlineData("[Plugin(\"one\")] public sealed class Policy : IRankPolicy " + Body)]
    [InlineData("[Plugin(\"one\")] internal sealed class Policy : IRankPolicy, IPluginStart, IDisposable { public void Start() { } public void Dispose() { } public int ChooseRank(in RankObservation o) => 1; }")]
    [InlineData("[Plugin(\"one\")] public sealed class Policy(IServiceProvider services, IFormatProvider? culture = null, int size = 3) : IRankPolicy { public int ChooseRank(in RankObservation o) => services is null && culture is null ? size : 1; }")]
    [InlineData("[Plugin(\"one\")] public sealed class Policy : IRankPolicy { public Policy() { } internal Policy(int seed) => _ = seed; public int ChooseRank(in RankObservation o) => 1; }")]
    [InlineData("public abstract class Base : IRankPolicy { public abstract int ChooseRank(in RankObservation o); } [Plugin(\"one\")] public sealed class Policy : Base { public override int ChooseRank(in RankObservation o) => 1; }")]
    [InlineData("public abstract class Base<T> : IRankPolicy " + Body + " [Plugin(\"one\")] public sealed class Policy : Base<int>;")]
    public Task Adr020_Plugin_IsLeftAlone(string code) => Markup.VerifyAsync("ADR020", "", code);

    [Theory]
    [InlineData("[Plugin([|\"LostEnergy\"|])] public sealed class Policy : IRankPolicy " + Body)]
    [InlineData("[Plugin([|\"lost energy\"|])] public sealed class Policy : IRankPolicy " + Body)]
    [InlineData("[Plugin([|\"lost--energy\"|])] public sealed class Policy : IRankPolicy " + Body)]
    [InlineData("[Plugin([|\"\"|])] public sealed class Policy : IRankPolicy " + Body)]
    public Task Adr021_KeyThatIsNotKebabCase_IsReported(string code) => Markup.VerifyAsync("ADR021", "is no kebab-case name", code);

    [Fact]
    public Task Adr021_TwoPluginsOfASlotWithOneKey_ReportsTheLater() => Markup.VerifyAsync("ADR021", "is that of 'First', too", $$"""
        [Plugin("one")] public sealed class First : IRankPolicy {{Body}}
        [Plugin([|"one"|])] public sealed class Second : IRankPolicy {{Body}}
        """);

    [Fact]
    public Task Adr021_SameKeyInTwoSlots_IsLeftAlone() => Markup.VerifyAsync("ADR021", "", $$"""
        [Plugin("one")] public sealed class First : IRankPolicy {{Body}}
        [Plugin("one")] public sealed class Second : IRefreshTrigger { public RefreshCause Examine(in RefreshObservation o) => default; }
        """);

    [Theory]
    [InlineData("[Tunable(0, 1)] public double A { get; init; } = [|1.5|];", "its default 1.5 is not at least 0 and at most 1")]
    [InlineData("[Tunable(0, 1, ExcludesMaximum = true)] public double A { get; init; } = [|1|];", "at least 0 and below 1")]
    [InlineData("[Tunable(1, 5)] public int [|A|] { get; init; }", "its default 0 is not at least 1 and at most 5")]
    [InlineData("[Tunable] public double A { get; init; } = [|double.NaN|];", "its default NaN is not finite")]
    [InlineData("[Tunable(2, 1)] public int [|A|] { get; init; } = 1;", "its range is empty")]
    [InlineData("[Tunable] public int A { get; init; } = [|Environment.ProcessorCount|];", "must be a constant")]
    [InlineData("[Tunable] public DateTime [|A|] { get; init; }", "'DateTime' is no type of an option")]
    [InlineData("[Tunable] public int [|A|] { get; }", "give it a public setter")]
    [InlineData("[Tunable] public int [|A|] { get; private set; }", "give it a public setter")]
    [InlineData("[Tunable] internal int [|A|] { get; init; }", "public instance property")]
    [InlineData("[Tunable] public static int [|A|] { get; set; }", "public instance property")]
    [InlineData("[Tunable(0, 1)] public bool [|A|] { get; init; }", "only a number has bounds")]
    [InlineData("[Tunable] public bool [|Validate|] { get; init; }", "have a method of that name")]
    [InlineData("public enum Kind { A = 1 } [Tunable] public Kind [|K|] { get; init; }", "its default 0 is no value of 'Kind'")]
    public Task Adr022_OptionThatCannotBe_IsReported(string property, string message) => Markup.VerifyAsync("ADR022", message, $$"""
        [Plugin("one")] public sealed class Policy : IRankPolicy
        {
            {{property}}
            public int ChooseRank(in RankObservation observation) => 1;
        }
        """);

    [Theory]
    [InlineData("[Tunable(0, 0.1)] public float A { get; init; } = 0.1f;")]
    [InlineData("[Tunable(0, 1)] public double? A { get; init; }")]
    [InlineData("[Tunable(-1, double.PositiveInfinity, ExcludesMinimum = true)] public double A { get; set; } = int.MaxValue;")]
    [InlineData("[Tunable] public string A { get; init; } = null!;")]
    [InlineData("[Flags] public enum Parts { A = 1, B = 2 } [Tunable] public Parts P { get; init; } = Parts.A | Parts.B;")]
    [InlineData("public const int Most = 7; [Tunable(0, 7)] public required int A { get; init; } = Most;")]
    public Task Adr022_Option_IsLeftAlone(string property) => Markup.VerifyAsync("ADR022", "", $$"""
        [Plugin("one")] public sealed class Policy : IRankPolicy
        {
            {{property}}
            public int ChooseRank(in RankObservation observation) => 1;
        }
        """);

    [Fact]
    public Task Adr022_OwnOptionsThatAreNotPartial_AreReported() => Markup.VerifyAsync("ADR022", "make 'Settings' partial, or write TrySet", """
        public sealed class Settings : IPluginOptions { [Tunable] public int [|A|] { get; set; } public void Validate() { } }
        """);

    [Fact]
    public Task Adr022_OwnOptionsWithInit_AreReported() => Markup.VerifyAsync("ADR022", "give it 'set' instead of 'init'", """
        public sealed partial class Settings : IPluginOptions { [Tunable] public int [|A|] { get; init; } }
        """);

    [Fact]
    public Task Adr022_OwnOptionsWithMethodsOfTheirOwn_AreLeftAlone() => Markup.VerifyAsync("ADR022", "", """
        public sealed class Settings : IPluginOptions
        {
            [Tunable(0, 9)] public int A { get; set; }
            public void Validate() { }
            public bool TrySet(string name, string text) => false;
        }
        """);

    [Theory]
    [InlineData("private int [|_calls|]; public int ChooseRank(in RankObservation o) => ++_calls;", "ChooseRank writes it")]
    [InlineData("private int [|_calls|]; public int ChooseRank(in RankObservation o) => System.Threading.Interlocked.Increment(ref _calls);", "ChooseRank writes it")]
    [InlineData("private static long [|_last|]; public int ChooseRank(in RankObservation o) { _last = o.Step; return 1; }", "ChooseRank writes it")]
    [InlineData("private (int A, int B) [|_pair|]; public int ChooseRank(in RankObservation o) { _pair.A = 2; return 1; }", "ChooseRank writes it")]
    [InlineData("private int [|_a|]; public int ChooseRank(in RankObservation o) { (_a, _) = (1, 2); return 1; }", "ChooseRank writes it")]
    [InlineData("public int [|Last|] { get; private set; } public int ChooseRank(in RankObservation o) => Last = 1;", "ChooseRank writes it")]
    [InlineData("public int [|Last|] { get; set; } public int ChooseRank(in RankObservation o) => 1;", "anybody can change it")]
    [InlineData("public int [|Last|]; public int ChooseRank(in RankObservation o) => Last;", "anybody can change it")]
    [InlineData("private int [|_a|]; private void Remember() => _a = 1; public int ChooseRank(in RankObservation o) { Remember(); return _a; }", "Remember writes it")]
    public Task Adr023_StateBetweenCalls_IsReported(string members, string message) => Markup.VerifyAsync(
        "ADR023", message, $"[Plugin(\"one\")] public sealed class Policy : IRankPolicy {{ {members} }}");

    [Fact]
    public Task Adr023_CapturedParameterThatIsWritten_IsReported() => Markup.VerifyAsync("ADR023", "ChooseRank writes it", """
        [Plugin("one")] public sealed class Policy(int [|count|] = 0) : IRankPolicy { public int ChooseRank(in RankObservation o) => count++; }
        """);

    [Theory]
    [InlineData("private readonly int[] _table = [1, 2]; public int ChooseRank(in RankObservation o) => _table[0];")]
    [InlineData("private int _a; public Policy() => _a = 1; public int ChooseRank(in RankObservation o) => _a;")]
    [InlineData("[Tunable] public int A { get; set; } public int ChooseRank(in RankObservation o) => A;")]
    [InlineData("public int A { get; init; } public int ChooseRank(in RankObservation o) => A;")]
    [InlineData("public int A { get => 1; set { } } public int ChooseRank(in RankObservation o) => A;")]
    [InlineData("public int ChooseRank(in RankObservation o) { var count = 0; count++; return count; }")]
    public Task Adr023_PluginWithoutState_IsLeftAlone(string members) => Markup.VerifyAsync(
        "ADR023", "", $"[Plugin(\"one\")] public sealed class Policy : IRankPolicy {{ {members} }}");

    [Fact]
    public Task Adr023_FieldSetInTheLifeCycle_IsLeftAlone() => Markup.VerifyAsync("ADR023", "", """
        [Plugin("one")] public sealed class Policy : IRankPolicy, IPluginStart, IPluginStop
        {
            private int[]? _table;
            void IPluginStart.Start() => _table = [1];
            public void Stop() => _table = null;
            public int ChooseRank(in RankObservation o) => _table![0];
        }
        """);

    [Fact]
    public Task Adr023_ObserverThatAddsUp_IsLeftAlone() => Markup.VerifyAsync("ADR023", "", """
        [Plugin("one")] public sealed class Counter : AdaRank.Steps.IStepObserver
        {
            private long _refreshes;
            public void Observe(in AdaRank.Steps.StepObservation observation) => _refreshes += observation.Refreshed;
        }
        """);

    [Fact]
    public Task Adr023_ClassThatIsNoPlugin_IsLeftAlone() => Markup.VerifyAsync("ADR023", "", """
        public sealed class Policy : IRankPolicy { private int _calls; public int ChooseRank(in RankObservation o) => ++_calls; }
        """);

    [Theory]
    [InlineData("var copy = [|o.Energies.ToArray()|]; return copy.Length;", "allocates double[] with ToArray")]
    [InlineData("var list = [|new List<int>()|]; return list.Count;", "allocates List<int>")]
    [InlineData("var array = [|new int[4]|]; return array.Length;", "allocates int[]")]
    [InlineData("int[] array = [|[1, 2]|]; return array.Length;", "allocates int[]")]
    [InlineData("var text = [|$\"{o.Step}\"|]; return text.Length;", "allocates a text")]
    [InlineData("object boxed = [|o.Step|]; return boxed.GetHashCode();", "boxes long")]
    [InlineData("return [|System.IO.File.Exists(\"a\")|] ? 1 : 2;", "does input or output with File.Exists")]
    [InlineData("[|Console.WriteLine(1)|]; return 1;", "does input or output with Console.WriteLine")]
    [InlineData("using var t = [|ones(3)|]; return 1;", "uses tensors")]
    public Task Adr024_ImpurePolicy_IsReported(string body, string message) => Markup.VerifyAsync("ADR024", message, $$"""
        [Plugin("one")] public sealed class Policy : IRankPolicy { public int ChooseRank(in RankObservation o) { {{body}} } }
        """);

    [Theory]
    [InlineData("Span<double> sums = stackalloc double[8]; sums[0] = o.TotalEnergy; return (int)sums[0];")]
    [InlineData("ReadOnlySpan<int> table = [1, 2, 3]; return table[0];")]
    [InlineData("var bounds = new RankBounds(1, 4); return bounds.ClampTo(2, 2).Highest;")]
    [InlineData("return o.Energies.Length == 0 ? throw new ArgumentException($\"{o.Step} is wrong\") : 1;")]
    [InlineData("var (low, high, _) = o.Bounds; return Math.Min(low, high);")]
    [InlineData("const string name = \"a\" + \"b\"; return name.Length;")]
    public Task Adr024_PurePolicy_IsLeftAlone(string body) => Markup.VerifyAsync("ADR024", "", $$"""
        [Plugin("one")] public sealed class Policy : IRankPolicy { public int ChooseRank(in RankObservation o) { {{body}} } }
        """);

    [Fact]
    public Task Adr024_AllocationOutsideTheDecision_IsLeftAlone() => Markup.VerifyAsync("ADR024", "", """
        [Plugin("one")] public sealed class Policy : IRankPolicy
        {
            private readonly List<int> _ranks = new() { 1 };
            public int ChooseRank(in RankObservation o) => _ranks[0];
            public override string ToString() => $"{_ranks.Count}";
        }
        """);

    [Fact]
    public Task Adr025_CircleOfThree_ShowsTheWholePathOnce() => Markup.VerifyAsync("ADR025", "rank/a -> rank/b -> rank/c -> rank/a", $$"""
        [[|Plugin("a", Before = ["b"])|]] public sealed class A : IRankPolicy {{Body}}
        [Plugin("b")] public sealed class B : IRankPolicy {{Body}}
        [Plugin("c", After = ["rank/b"], Before = ["a"])] public sealed class C : IRankPolicy {{Body}}
        """);

    [Fact]
    public Task Adr025_PluginAfterItself_IsReported() => Markup.VerifyAsync("ADR025", "rank/a -> rank/a", $$"""
        [[|Plugin("a", After = ["a"])|]] public sealed class A : IRankPolicy {{Body}}
        """);

    [Fact]
    public Task Adr025_CircleThroughAnotherPackage_IsReported() => Markup.VerifyAsync(
        "ADR025", "rank/a -> rank/acme -> rank/a",
        $$"""[[|Plugin("a", After = ["acme"], Before = ["acme"])|]] public sealed class A : IRankPolicy {{Body}}""",
        Packages.Make("Acme").ToReference());

    [Fact]
    public Task Adr025_CircleBetweenTwoPackages_IsReportedInTheHost() => Markup.VerifyAsync(
        "ADR025", "rank/left -> rank/right -> rank/left", Host("builder.[|AddReferencedPlugins|]();"),
        Packages.MakeOrdered("Left", before: "right").ToReference(), Packages.MakeOrdered("Right", before: "left").ToReference());

    [Fact]
    public Task Adr025_OrderWithoutCircle_IsLeftAlone() => Markup.VerifyAsync("ADR025", "", $$"""
        [Plugin("a", Before = ["b", "c", "absent"], After = ["absent"])] public sealed class A : IRankPolicy {{Body}}
        [Plugin("b", Before = ["c"])] public sealed class B : IRankPolicy {{Body}}
        [Plugin("c", After = ["a"])] public sealed class C : IRankPolicy {{Body}}
        """);

    [Theory]
    [InlineData("builder.[|AddReferencedPlugins|]();")]
    [InlineData("builder.[|AddPlugins<Acme.AcmePlugins>|]();")]
    public Task Adr026_PackageOfAnotherContract_IsReportedWhereItIsAdded(string call) => Markup.VerifyAsync(
        "ADR026", "Plugin 'acme' of Acme was built for version 9.1 of slot 'rank', which has version 1.0 here", Host(call), Outdated());

    [Fact]
    public Task Adr026_PackageThatIsNotAdded_IsLeftAlone() => Markup.VerifyAsync("ADR026", "", Host(""), Outdated());

    [Fact]
    public Task Adr026_PackageOfThisContract_IsLeftAlone() => Markup.VerifyAsync(
        "ADR026", "", Host("builder.AddReferencedPlugins();"), Packages.Make("Acme").ToReference());

    [Theory]
    [InlineData("services.AddScoped<IClock, Clock>();")]
    [InlineData("services.AddScoped<IClock>(_ => new Clock());")]
    [InlineData("services.AddScoped(typeof(IClock), typeof(Clock));")]
    public Task Adr027_ScopedService_IsReportedAtTheParameter(string registration) =>
        Markup.VerifyAsync("ADR027", "would keep the first 'IClock'", Clocked("IClock [|clock|]", registration));

    [Theory]
    [InlineData("services.AddSingleton<IClock, Clock>();")]
    [InlineData("services.AddScoped<Clock>();")]
    public Task Adr027_ServiceOfAnotherLifetime_IsLeftAlone(string registration) =>
        Markup.VerifyAsync("ADR027", "", Clocked("IClock clock", registration));

    [Theory]
    [InlineData("group.Rank([|\"energy-treshold\"|]);", "slot 'rank' has the key 'energy-treshold': did you mean 'energy-threshold'?")]
    [InlineData("group.Transport([|\"energy-threshold\"|]);", "there are keep, linear, reset, restore, rotate, square")]
    [InlineData("group.Step<AdaRank.Plugins.Steps.LowRankAdam.LowRankAdamOptions>([|\"adm\"|], o => o.Scale = 1);", "did you mean 'adam'?")]
    [InlineData("const string Wrong = \"fixd\"; group.Rank([|Wrong|]);", "did you mean 'fixed'?")]
    [InlineData("builder.FullRankStep<AdaRank.Plugins.Steps.AdamOptions>([|\"adamw\"|], _ => { });", "slot 'full-rank-step'")]
    public Task Adr028_KeyOfNoPlugin_IsReported(string call, string message) =>
        Markup.VerifyAsync("ADR028", message, Host($"builder.AllGroups(group => {{ {call} }});"));

    [Theory]
    [InlineData("group.Rank(\"fixed\").Basis(\"exact-svd\").Refresh(\"interval\");")]
    [InlineData("group.Rank(\"acme\");")]
    [InlineData("group.Rank(\"mine\");")]
    [InlineData("group.Rank(Environment.MachineName);")]
    public Task Adr028_KeyOfAPlugin_IsLeftAlone(string call) => Markup.VerifyAsync(
        "ADR028", "",
        Host($"builder.AllGroups(group => {{ {call} }});") + $"\n[Plugin(\"mine\")] public sealed class Mine : IRankPolicy {Body}",
        Packages.Make("Acme").ToReference());

    [Theory]
    [InlineData("services.AddKeyedSingleton<IRankPolicy>(\"own\", new Own());")]
    [InlineData("services.TryAddKeyedSingleton<IRankPolicy, Own>(\"own\");")]
    [InlineData("services.AddKeyedSingleton<IRankPolicy>(Environment.MachineName, new Own());")]
    [InlineData("registrar.Add<IRankPolicy, NoOptions>(\"own\", (_, _) => new Own());")]
    [InlineData("registrar.Add<IRankPolicy, NoOptions>(new PluginDescriptor(\"own\"), Make);")]
    [InlineData("group.LoadPlugins(\"plugins\");")]
    public Task Adr028_KeyRegisteredByHand_IsLeftAlone(string registration) => Markup.VerifyAsync("ADR028", "", $$"""
        using AdaRank.Composition;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.DependencyInjection.Extensions;
        public sealed class Own : IRankPolicy {{Body}}
        public static class Host
        {
            public static void Configure(GroupBuilder group, IServiceCollection services, IPluginRegistrar registrar)
            {
                group.Rank("own");
                {{registration}}
            }

            private static IRankPolicy Make(IServiceProvider services, NoOptions options) => new Own();

            private static void LoadPlugins(this GroupBuilder group, string folder) => group.Rank(folder);
        }
        """);

    [Fact]
    public Task Adr028_PackageWithoutManifestAdded_IsLeftAlone() => Markup.VerifyAsync(
        "ADR028", "", Host("builder.AddPlugins<Legacy.LegacyPlugins>().AllGroups(group => group.Rank(\"legacy\"));"), Packages.MakeLegacy().ToReference());

    [Fact]
    public Task Adr028_PackageWithoutManifestOnlyReferenced_IsReported() => Markup.VerifyAsync(
        "ADR028", "slot 'rank' has the key 'legacy'", Host("builder.AllGroups(group => group.Rank([|\"legacy\"|]));"), Packages.MakeLegacy().ToReference());

    private static string Host(string call) => $$"""
        using AdaRank.Composition;
        public static class Host { public static void Configure(AdaRankBuilder builder) { {{call}} } }
        """;

    private static string Clocked(string parameter, string registration) => $$"""
        using Microsoft.Extensions.DependencyInjection;
        public interface IClock;
        public sealed class Clock : IClock;
        [Plugin("one")] public sealed class Policy({{parameter}}) : IRankPolicy { public int ChooseRank(in RankObservation o) => clock is null ? 1 : 2; }
        public static class Host { public static void Configure(IServiceCollection services) { {{registration}} } }
        """;

    /// <summary>A package whose manifest names a version that this contract has not reached.</summary>
    private static Microsoft.CodeAnalysis.MetadataReference Outdated() => Packages.MakeFor("Acme", "9.1").ToReference();
}
