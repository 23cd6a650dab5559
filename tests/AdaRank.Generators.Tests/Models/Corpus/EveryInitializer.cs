using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model]
public sealed partial class EveryInitializer
{
    [Weight(4, 4)] public partial TorchSharp.Modules.Parameter Normal { get; }
    [Weight(4, 4, Deviation = 0.5)] public partial TorchSharp.Modules.Parameter Wide { get; }
    [Weight(4, 4, Initializer = Initial.Zeros)] public partial TorchSharp.Modules.Parameter Zeros { get; }
    [Weight(4, 4, Initializer = Initial.Ones)] public partial TorchSharp.Modules.Parameter Ones { get; }
    [Weight(4, 4, Initializer = Initial.Constant, Value = 3)] public partial TorchSharp.Modules.Parameter Constant { get; }
    [Weight(4, 4, Initializer = Initial.Uniform, Bound = 0.1)] public partial TorchSharp.Modules.Parameter Uniform { get; }
    [Weight(4, 4, Initializer = Initial.XavierUniform)] public partial TorchSharp.Modules.Parameter Xavier { get; }
    [Weight(4, 4, Initializer = Initial.KaimingUniform)] public partial TorchSharp.Modules.Parameter Kaiming { get; }
    [Weight(4, 4, Initializer = Initial.Orthogonal)] public partial TorchSharp.Modules.Parameter Orthogonal { get; }
    public Tensor Forward(Tensor x) => x.matmul(Normal);
}
