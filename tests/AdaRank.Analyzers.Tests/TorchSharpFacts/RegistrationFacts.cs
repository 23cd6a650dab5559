using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AdaRank.Analyzers.Tests.TorchSharpFacts;

/// <summary>What ADR040 to ADR045 say of TorchSharp. A version in which one of these fails needs another rule.</summary>
public sealed class RegistrationFacts
{
    [Fact]
    public void ListOfModules_AfterRegistration_HasNoParameters()
    {
        using var net = new Listing();

        Assert.Empty(net.parameters());
    }

    [Fact]
    public void ModuleThatNeverRegisters_Nested_HasParametersOnlyThen()
    {
        using var alone = new Unregistered();
        Assert.Empty(alone.parameters());

        using var around = new Around();
        Assert.Equal(2, around.parameters().Count());
    }

    [Fact]
    public void ComponentAssignedAfterRegistration_IsUnknown()
    {
        using var net = new Late();

        Assert.Equal(["early.weight", "early.bias"], net.named_parameters().Select(parameter => parameter.name).OrderDescending());
    }

    [Fact]
    public void ModuleAddedToListAfterRegistration_IsUnknown()
    {
        using var net = new LateList();

        Assert.Equal(2, net.parameters().Count());
    }

    [Fact]
    public void DerivedClass_OfBaseThatRegisters_HasInitialisedFieldsOnly()
    {
        using var net = new DerivedFromRegistering();

        Assert.Equal(["initialised.bias", "initialised.weight"], net.named_parameters().Select(parameter => parameter.name).Order());
    }

    [Fact]
    public void TensorField_IsPersistentBuffer_UnlessRegisteredFirst()
    {
        using var taken = new Masked(registersFirst: false);
        using var kept = new Masked(registersFirst: true);

        Assert.Contains("mask", taken.state_dict().Keys);
        Assert.DoesNotContain("mask", kept.state_dict().Keys);
    }

    [Fact]
    public void HiddenField_OfBase_IsNotRegistered()
    {
        using var net = new Hiding();

        Assert.Equal([[4, 2]], net.named_parameters().Where(parameter => parameter.name == "fc.weight").Select(parameter => parameter.parameter.shape));
    }

    [Fact]
    public void ReplacedField_OfRegisteringBase_LeavesOldOneRegistered()
    {
        using var net = new Replacing();

        Assert.Equal([2, 2], net.get_parameter("fc.weight")!.shape);
    }

    [Fact]
    public void TwoFieldsOfOneName_Move_Throws()
    {
        using var net = new Namesakes();

        Assert.Throws<ArgumentException>(() => net.to(float64));
    }

    [Fact]
    public void ReadOnlyPropertyOfParameterName_Move_Throws()
    {
        using var net = new ReadOnlyProperty();

        Assert.Throws<ArgumentException>(() => net.to(float64));
    }

    private abstract class Net(string name) : Module<Tensor, Tensor>(name)
    {
        public override Tensor forward(Tensor x) => x.alias();
    }

    private sealed class Listing : Net
    {
        private readonly List<Linear> _layers = [Linear(2, 2)];

        public Listing() : base("listing") => RegisterComponents();

        public int Count => _layers.Count;
    }

    private sealed class Unregistered() : Net("unregistered")
    {
        private readonly Linear _fc = Linear(2, 2);

        public Linear Fc => _fc;
    }

    private sealed class Around : Net
    {
        private readonly Unregistered _inner = new();

        public Around() : base("around") => RegisterComponents();

        public Linear Fc => _inner.Fc;
    }

    private sealed class Late : Net
    {
        [ComponentName(Name = "early")]
        private readonly Linear _early;

        [ComponentName(Name = "late")]
        private readonly Linear _late;

        public Late() : base("late")
        {
            _early = Linear(2, 2);
            RegisterComponents();
            _late = Linear(2, 2);
            RegisterComponents();
        }

        public (Linear Early, Linear Late) Both => (_early, _late);
    }

    private sealed class LateList : Net
    {
        private readonly ModuleList<Linear> _layers = new(Linear(2, 2));

        public LateList() : base("late list")
        {
            RegisterComponents();
            _layers.Add(Linear(2, 2));
        }
    }

    private abstract class Registering : Net
    {
        [ComponentName(Name = "fc")]
        private protected Linear _fc = Linear(2, 2);

        protected Registering(bool holdsFc) : base("registering")
        {
            if (!holdsFc)
            {
                _fc = null!;
            }

            RegisterComponents();
        }
    }

    private sealed class DerivedFromRegistering : Registering
    {
        [ComponentName(Name = "initialised")]
        private readonly Linear _initialised = Linear(2, 2);

        [ComponentName(Name = "assigned")]
        private readonly Linear _assigned;

        public DerivedFromRegistering() : base(holdsFc: false)
        {
            _assigned = Linear(2, 2);
            RegisterComponents();
        }

        public (Linear Initialised, Linear Assigned) Both => (_initialised, _assigned);
    }

    private sealed class Masked : Net
    {
#pragma warning disable IDE1006 // The name of the field is the name of the buffer.
        private readonly Tensor mask = ones(2, 2);
#pragma warning restore IDE1006

        public Masked(bool registersFirst) : base("masked")
        {
            if (registersFirst)
            {
                register_buffer(nameof(mask), mask, persistent: false);
            }

            RegisterComponents();
        }
    }

    private sealed class Hiding : Registering
    {
        [ComponentName(Name = "fc")]
        private new readonly Linear _fc = Linear(2, 4);

        public Hiding() : base(holdsFc: true)
        {
        }

        public Linear Fc => _fc;
    }

    private sealed class Replacing : Registering
    {
        public Replacing() : base(holdsFc: true) => _fc = Linear(2, 4);
    }

    private sealed class Namesakes : Net
    {
        [ComponentName(Name = "fc")]
        private readonly Linear _first = Linear(2, 2);

        [ComponentName(Name = "fc")]
        private readonly Linear _second = Linear(2, 2);

        public Namesakes() : base("namesakes") => RegisterComponents();

        public (Linear First, Linear Second) Both => (_first, _second);
    }

    private sealed class ReadOnlyProperty : Net
    {
        private readonly Parameter _weight = Parameter(ones(2));

        public ReadOnlyProperty() : base("read-only") => register_parameter(nameof(Weight), _weight);

        public Parameter Weight => _weight;
    }
}
