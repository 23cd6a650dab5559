using AdaRank.Plugins;

namespace AdaRank.Abstractions.Tests.Plugins;

public sealed class ContractVersionTests
{
    [Theory]
    [InlineData("1.0", "1.0", true)]
    [InlineData("1.0", "1.4", true)]
    [InlineData("1.4", "1.0", false)]
    [InlineData("1.0", "2.0", false)]
    [InlineData("2.0", "1.9", false)]
    public void RunsOn_HostVersion_NeedsTheSameMajorAndNoLaterMinor(string plugin, string host, bool expected) =>
        Assert.Equal(expected, ContractVersion.Parse(plugin).RunsOn(ContractVersion.Parse(host)));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("-1.0")]
    [InlineData("1.x")]
    public void Parse_TextThatIsNoVersion_SaysWhatToWrite(string text) =>
        Assert.Contains("write two numbers", Assert.Throws<InvalidSettingException>(() => ContractVersion.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void ToString_Version_CanBeParsed() => Assert.Equal(new ContractVersion(3, 14), ContractVersion.Parse(new ContractVersion(3, 14).ToString()));
}
