using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public static partial class Vision
{
    public partial struct Parts<T>
        where T : class
    {
        [Model]
        internal sealed partial class Patch(int width)
        {
            [Linear(nameof(width), nameof(width))] public partial Linear Mix { get; }
            public Tensor Forward(Tensor x) => Mix.Forward(x);
        }
    }

    [Model]
    internal sealed partial class Patches(int width)
    {
        [Repeat(2)] public partial Repeated<Parts<string>.Patch> All { get; }
        public Tensor Forward(Tensor x) => All[0].call(x);
    }
}
