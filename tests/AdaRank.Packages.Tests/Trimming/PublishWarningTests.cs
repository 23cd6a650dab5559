namespace AdaRank.Packages.Tests.Trimming;

public sealed class PublishWarningTests
{
    [Theory]
    [InlineData("ILLink : Trim analysis warning IL2070: TorchSharp.torch.nn.Module.Get(): 'this' argument [/tmp/adarank/App.csproj]", false)]
    [InlineData("ILLink : Trim analysis warning IL2070: AdaRank.Models.Model.Get(): 'this' argument [/tmp/App.csproj]", true)]
    [InlineData("ILC : AOT analysis warning IL3050: Student.RegisterParts(): needs code at run time [/tmp/App.csproj]", true)]
    [InlineData("/tmp/obj/Student.Model.g.cs(3,5): warning IL2026: Using member 'x' [/tmp/App.csproj]", true)]
    public void IsOurs_Line_TellsOursFromThoseOfOthers(string line, bool expected)
    {
        var warning = Assert.Single(PublishWarning.Read($"before\n{line}\nafter"));

        Assert.Equal(expected, warning.IsOurs);
    }
}
