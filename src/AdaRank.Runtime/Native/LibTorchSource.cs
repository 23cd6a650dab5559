namespace AdaRank.Native;

/// <summary>Who named the folder of libtorch, in order of precedence.</summary>
public enum LibTorchSource
{
    /// <summary>The environment variable <c>ADARANK_LIBTORCH</c>.</summary>
    EnvironmentVariable,

    /// <summary>The runtime option <c>AdaRank.LibTorch</c>.</summary>
    RuntimeOption,

    /// <summary>Nobody: it lies with the application.</summary>
    Application,

    /// <summary>The runtime option <c>AdaRank.LibTorch.Development</c>, written by builds inside the repository.</summary>
    DevelopmentOption,
}
