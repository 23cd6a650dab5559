using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace AdaRank.Native;

/// <summary>Makes idle OpenMP threads sleep.</summary>
/// <remarks>
/// By default libgomp's threads spin while they wait. LAPACK opens a parallel region for every small panel, so as soon as
/// anything else wants the cores, spinning threads keep the working ones from them: a decomposition of 512 x 512 on two
/// threads then takes seconds instead of a tenth of one. The price is a wake-up per region: twice the time at best, when
/// the machine is idle.
/// </remarks>
internal static class OpenMpWaiting
{
    private const string Variable = "OMP_WAIT_POLICY";

    /// <summary>Asks for passive waiting unless the user asked for something. Has an effect only before libgomp is loaded.</summary>
    [SupportedOSPlatform("linux")]
    public static void PreferPassive()
    {
        // libgomp reads the environment of the C library; variables set from managed code stay in a copy that it never
        // sees. So a choice that the program made there is handed on, and a choice of the user's is left alone.
        _ = SetVariable(Variable, Environment.GetEnvironmentVariable(Variable) ?? "passive", overwrite: 0);
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int overwrite);
}
