using Check = AdaRank.Analyzers.Tests.Harness.Verify<AdaRank.Analyzers.Devices.MixedDevicesAnalyzer>;
using Fix = AdaRank.Analyzers.Tests.Harness.Verify<
    AdaRank.Analyzers.Devices.MixedDevicesAnalyzer, AdaRank.Analyzers.CodeFixes.Devices.PassDeviceFix>;

namespace AdaRank.Analyzers.Tests.Devices;

public sealed class MixedDevicesAnalyzerTests
{
    private static string Method(string body) => $$"""
        class Work
        {
            public Tensor? Run(Device device, bool flag, Tensor given)
            {
                {{body}}
            }
        }
        """;

    private static string Net(string body, string parameter = "Device? device = null") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear up;
            private readonly Linear down;

            public Net({{parameter}}) : base("net")
            {
                {{body}}
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => down.forward(up.forward(x));
        }
        """;

    [Theory]
    [InlineData("return [|ones(2) * ones(2, device: CUDA)|];")]
    [InlineData("var a = zeros(2, device: CPU); var b = zeros(2, device: CUDA); return [|a + b|];")]
    [InlineData("var a = randn(2, 2); var b = given.cuda(); return [|a.matmul(b)|];")]
    [InlineData("var a = arange(4, device: \"cuda:0\"); return [|cat([a, zeros(4)])|];")]
    [InlineData("var a = given.to(CUDA); return [|nn.functional.mse_loss(a, zeros(4, device: new Device(\"cpu\")))|];")]
    [InlineData("var a = tensor(new float[] { 1, 2 }); return [|a == zeros(2, device: device(\"cuda\", 1))|];")]
    [InlineData("var a = ones(2, device: MPS); return [|a.add_(ones(2))|];")]
    public Task Tensors_OfTwoDevices_AreReported(string body) => Check.ReportsAsync(Method(body.Replace("device(\"", "torch.device(\"", StringComparison.Ordinal)));

    [Fact]
    public Task Report_OfTensors_NamesDevices() => Check.SaysAsync(
        Method("return {|#0:ones(2) * given.cuda()|};"), "This combines tensors on CPU and CUDA: move one of them first");

    [Theory]
    [InlineData("var a = zeros(2, device: CUDA); var b = zeros(2, device: CUDA); return a + b;")]
    [InlineData("var a = zeros(2, device: device); return a + ones(2, device: CUDA);")]
    [InlineData("return tensor(2.0) * given.cuda();")]
    [InlineData("return given.cuda() * 2.0f + given.to(CUDA);")]
    [InlineData("return given.cuda() + given.cpu();")]
    [InlineData("var a = zeros(2); a = a.cuda(); return a + ones(2, device: CUDA);")]
    [InlineData("var a = zeros(2, device: flag ? CPU : CUDA); return a + ones(2, device: CUDA);")]
    [InlineData("return zeros(2).cuda() + ones(2, device: CUDA);")]
    [InlineData("var a = zeros(2, device: CUDA); a.copy_(ones(2)); return a;")]
    [InlineData("return ones(2) + given;")]
    [InlineData("var i = arange(2); return given.cuda()[i];")]
    public Task Tensors_OfOneDeviceOrUnknown_AreSilent(string body) => Check.IsSilentAsync(Method(body));

    [Fact]
    public Task DefaultDevice_SetSomewhere_IsSilent() => Check.IsSilentAsync(
        Method("return ones(2) * ones(2, device: CUDA);"),
        "static class Start { public static void Up() => set_default_device(CUDA); }");

    [Theory]
    [InlineData("up = Linear(2, 8, device: device); down = [|Linear(8, 2)|];")]
    [InlineData("up = Linear(2, 8, false, device, float32); down = [|Linear(8, 2, dtype: float32)|];")]
    [InlineData("down = [|Linear(8, 2)|]; up = Linear(2, 8, device: device);")]
    public Task Layer_WithoutDeviceOfOthers_IsReported(string body) => Check.ReportsAsync(Net(body));

    [Fact]
    public Task Report_OfLayer_NamesDevice() => Check.SaysAsync(
        Net("up = Linear(2, 8, device: device); down = {|#0:Linear(8, 2)|};"),
        "The other layers of 'Net' are made on 'device', this one on the default device");

    [Theory]
    [InlineData("up = Linear(2, 8, device: device); down = Linear(8, 2, device: device);", "Device? device = null")]
    [InlineData("up = Linear(2, 8); down = Linear(8, 2); this.to(device);", "Device device")]
    [InlineData("up = Linear(2, 8, device: device); down = Linear(8, 2).to(device);", "Device device")]
    [InlineData("up = Linear(2, 8, device: device); down = Linear(8, 2); this.to(device);", "Device device")]
    [InlineData("up = Linear(2, 8); down = Linear(8, 2);", "Device device")]
    [InlineData("up = Linear(2, 8, device: first); down = Linear(8, 2, device: second);", "Device first, Device second")]
    [InlineData("up = Linear(2, 8, device: CUDA); down = Linear(8, 2, device: CPU);", "int width")]
    public Task Layers_WithDevices_AreSilent(string body, string parameter) => Check.IsSilentAsync(Net(body, parameter));

    [Fact]
    public Task Fix_Layers_GetDevice() => Fix.FixesAsync(
        Net("up = Linear(2, 8, device: device); down = [|Linear(8, 2, false)|]; var inner = Sequential([|Linear(8, 2)|], Dropout(0.1)); inner.train();"),
        Net("up = Linear(2, 8, device: device); down = Linear(8, 2, false, device: device); var inner = Sequential(Linear(8, 2, device: device), Dropout(0.1)); inner.train();"));

    [Fact]
    public Task Fix_Tensors_IsNotOffered() => Fix.OffersNoneAsync(Method("return [|ones(2) * ones(2, device: CUDA)|];"));
}
