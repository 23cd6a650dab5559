using System.Text;
using Microsoft.Extensions.Configuration;

namespace AdaRank.Tests.Composition;

/// <summary>Configuration as people write it.</summary>
internal static class Json
{
    public static IConfigurationSection Section(string json) => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($"{{ \"AdaRank\": {json} }}")))
        .Build()
        .GetSection("AdaRank");
}
