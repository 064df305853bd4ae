using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>PyTorch's functions under their own names.</summary>
public static partial class torch
{
    /// <summary>The version of the libtorch that is bound.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(NativeMethods.bridge_version())!;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.CurrentDisposeScope;

    public static int get_num_threads() => NativeMethods.bridge_threads();

    public static void set_num_threads(int num) => Tensor.Check(NativeMethods.bridge_set_threads(num));

    /// <summary>What concerns CUDA devices.</summary>
    public static partial class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => NativeMethods.bridge_device_count((int)DeviceType.CUDA);

        public static void manual_seed_all(long seed)
        {
            for (int k = 0; k < device_count(); k++)
                using (Generator generator = Generator.On(device(k)))
                    generator.manual_seed(seed);
        }
    }
}
