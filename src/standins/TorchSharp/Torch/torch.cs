using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>PyTorch's functions under their own names.</summary>
public static partial class torch
{
    /// <summary>The version of the libtorch that is bound.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(NativeMethods.bridge_version())!;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.CurrentDisposeScope;

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using DisposeScope scope = NewDisposeScope();
        return scope.MoveToOuter(expr());
    }

    public static int get_num_threads() => NativeMethods.bridge_threads();

    public static void set_num_threads(int num) => Tensor.Check(NativeMethods.bridge_set_threads(num));

    public static int get_num_interop_threads() => NativeMethods.bridge_interop_threads();

    public static void set_num_interop_threads(int num) => Tensor.Check(NativeMethods.bridge_set_interop_threads(num));

    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>What concerns CUDA devices.</summary>
    public static partial class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => NativeMethods.bridge_device_count((int)DeviceType.CUDA);

        public static void manual_seed(long seed) => manual_seed_all(seed);

        public static void manual_seed_all(long seed)
        {
            for (int k = 0; k < device_count(); k++)
                using (Generator generator = Generator.On(device(k)))
                    generator.manual_seed(seed);
        }

        public static void synchronize(Device? device = null) =>
            Tensor.Check(NativeMethods.bridge_synchronize((device ?? CUDA).Packed));
    }
}
