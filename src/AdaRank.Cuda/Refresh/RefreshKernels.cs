using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Refresh;

/// <summary>The compiled kernels of refreshes on a device, shared by all banks.</summary>
internal sealed class RefreshKernels : IDisposable
{
    private readonly CudaModule[] _modules;

    /// <summary>Compiles and loads them.</summary>
    /// <param name="backend">The device.</param>
    /// <exception cref="CudaException">A library is missing or refuses.</exception>
    public RefreshKernels(CudaBackend backend)
    {
        Backend = backend;
        _modules = [backend.Load(RefreshSources.Start), backend.Load(RefreshSources.Orthonormal), backend.Load(RefreshSources.Eigen), backend.Load(RefreshSources.Finish)];
        var (start, orthonormal, eigen, finish) = (_modules[0], _modules[1], _modules[2], _modules[3]);
        Blas = new CudaBlas(backend.Device);
        GradientSquares = new(start, "gradient_squares");
        StartAtBasis = new(start, "start_at_basis");
        DrawGaussians = new(start, "draw_gaussians");
        ScaleColumns = new(start, "scale_columns");
        BeginRefresh = start.Kernel("begin_refresh");
        InvertCholesky = orthonormal.Kernel("invert_cholesky");
        MeasureOrthonormality = orthonormal.Kernel("measure_orthonormality");
        PlanRepair = orthonormal.Kernel("plan_repair");
        RepairLines = orthonormal.Kernel("repair_lines");
        RepairGram = orthonormal.Kernel("repair_gram");
        ChooseShifts = orthonormal.Kernel("choose_shifts");
        ColumnLengths = orthonormal.Kernel("column_lengths");
        Equilibrate = orthonormal.Kernel("equilibrate");
        NormaliseColumns = orthonormal.Kernel("normalise_columns");
        Eigen = eigen.Kernel("eigen_by_rotations");
        ColumnSigns = finish.Kernel("column_signs");
        WriteCandidates = finish.Kernel("write_candidates");
        FinishReport = finish.Kernel("finish_report");
        CutBases = finish.Kernel("cut_bases");
    }

    /// <summary>The device.</summary>
    public CudaBackend Backend { get; }

    /// <summary>Products by cuBLAS, without TF32.</summary>
    public CudaBlas Blas { get; }

    /// <summary>‖G‖² in parts.</summary>
    public TypedKernel GradientSquares { get; }

    /// <summary>Columns of old bases.</summary>
    public TypedKernel StartAtBasis { get; }

    /// <summary>Random columns.</summary>
    public TypedKernel DrawGaussians { get; }

    /// <summary>Columns in the type of the gradient, scaled.</summary>
    public TypedKernel ScaleColumns { get; }

    /// <summary>Adds the parts, chooses scales.</summary>
    public CudaKernel BeginRefresh { get; }

    /// <summary>Inverse Cholesky factors.</summary>
    public CudaKernel InvertCholesky { get; }

    /// <summary>The distance of Gram matrices from the identity.</summary>
    public CudaKernel MeasureOrthonormality { get; }

    /// <summary>Which matrices need more passes, and their factors.</summary>
    public CudaKernel PlanRepair { get; }

    /// <summary>Applies these factors.</summary>
    public CudaKernel RepairLines { get; }

    /// <summary>Gram matrices of those that need more passes.</summary>
    public CudaKernel RepairGram { get; }

    /// <summary>Which wide Gram matrices are shifted.</summary>
    public CudaKernel ChooseShifts { get; }

    /// <summary>Inverse lengths of columns, from Gram matrices.</summary>
    public CudaKernel ColumnLengths { get; }

    /// <summary>Gram matrices of columns of length one.</summary>
    public CudaKernel Equilibrate { get; }

    /// <summary>Columns of length one.</summary>
    public CudaKernel NormaliseColumns { get; }

    /// <summary>Eigenvalues and vectors of small Gram matrices.</summary>
    public CudaKernel Eigen { get; }

    /// <summary>Signs by rule 3.7.</summary>
    public CudaKernel ColumnSigns { get; }

    /// <summary>Candidates in bf16.</summary>
    public CudaKernel WriteCandidates { get; }

    /// <summary>Statuses and errors to the report.</summary>
    public CudaKernel FinishReport { get; }

    /// <summary>Bases from candidates.</summary>
    public CudaKernel CutBases { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Blas.Dispose();
        foreach (var module in _modules)
        {
            module.Dispose();
        }
    }

    /// <summary>A kernel for gradients in bf16 and its like for fp32.</summary>
    /// <param name="module">Where they are.</param>
    /// <param name="name">Their name, without the type.</param>
    internal sealed class TypedKernel(CudaModule module, string name)
    {
        private readonly CudaKernel _bfloat16 = module.Kernel(name + "_bf16");
        private readonly CudaKernel _float32 = module.Kernel(name + "_fp32");

        /// <summary>The kernel for a type.</summary>
        /// <param name="type">The type of the gradients.</param>
        public CudaKernel For(BlasType type) => type is BlasType.BFloat16 ? _bfloat16 : _float32;
    }
}
