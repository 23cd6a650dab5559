namespace AdaRank.Cuda.Driver;

/// <summary>Statuses of the driver that are told apart, numbered as <c>CUresult</c>.</summary>
internal enum CudaStatus
{
    Success = 0,
    OutOfMemory = 2,
    NotFound = 500,
    NotReady = 600,
    IllegalAddress = 700,
    LaunchTimeout = 702,
    Assert = 710,
    HardwareStackError = 714,
    IllegalInstruction = 715,
    MisalignedAddress = 716,
    InvalidAddressSpace = 717,
    InvalidProgramCounter = 718,
    LaunchFailed = 719,
}
