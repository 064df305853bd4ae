using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The native bridge's C functions; see native/bridge.cpp.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Bridge = "torch_bridge";

    // The resolver is asked once for every function that is bound, all through a process's life; the library is loaded, and its
    // threads are set, at the first of them alone: later ones must not undo what a program has set since.
    private static readonly Lazy<IntPtr> loaded = new(Load);

    static NativeMethods() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, (library, _, _) => library == Bridge ? loaded.Value : IntPtr.Zero);

    private static IntPtr Load()
    {
        const string File = "libtorch_bridge.so";
        string beside = typeof(NativeMethods).Assembly.Location is { Length: > 0 } location ? Path.GetDirectoryName(location)! : AppContext.BaseDirectory;
        foreach (string directory in new[] { beside, AppContext.BaseDirectory })
        {
            string path = Path.Combine(directory, File);
            if (System.IO.File.Exists(path))
                return WithAllCores(NativeLibrary.Load(path));
        }
        throw new DllNotFoundException(
            $"{File}, the bridge to libtorch, is neither in {beside} nor in {AppContext.BaseDirectory}; run ./workbook setup to build it, then build again.");
    }

    /// <summary>libtorch's own default on x86 is half of the cores; a user's OMP_NUM_THREADS stands.</summary>
    private static IntPtr WithAllCores(IntPtr library)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OMP_NUM_THREADS")))
            _ = ((delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, nameof(bridge_set_threads)))(Environment.ProcessorCount);
        return library;
    }

    internal static string Error() => Marshal.PtrToStringUTF8(bridge_error()) ?? "";

    [LibraryImport(Bridge)] private static partial IntPtr bridge_error();
    [LibraryImport(Bridge)] internal static partial IntPtr bridge_version();
    [LibraryImport(Bridge, StringMarshalling = StringMarshalling.Utf8)] internal static partial IntPtr bridge_operator(string name, string overload);
    [LibraryImport(Bridge)] internal static partial int bridge_call(IntPtr op, NativeValue* arguments, int count, out NativeValue* results);
    [LibraryImport(Bridge)] internal static partial void bridge_free(IntPtr handle);
    [LibraryImport(Bridge)] internal static partial IntPtr bridge_alias(IntPtr handle);
    [LibraryImport(Bridge)] internal static partial int bridge_describe(IntPtr handle, out TensorDescription description);
    [LibraryImport(Bridge)] internal static partial IntPtr bridge_data(IntPtr handle);
    [LibraryImport(Bridge)] internal static partial int bridge_requires_grad(IntPtr handle);
    [LibraryImport(Bridge)] internal static partial int bridge_set_requires_grad(IntPtr handle, int value);
    [LibraryImport(Bridge)] internal static partial int bridge_retain_grad(IntPtr handle);
    [LibraryImport(Bridge)] internal static partial IntPtr bridge_grad(IntPtr handle);
    [LibraryImport(Bridge)] internal static partial int bridge_set_grad(IntPtr handle, IntPtr gradient);
    [LibraryImport(Bridge)]
    internal static partial int bridge_backward(IntPtr* tensors, int count, IntPtr* gradients, int gradientCount, int retainGraph,
        int createGraph, IntPtr* inputs, int inputCount);
    [LibraryImport(Bridge)] internal static partial int bridge_grad_enabled();
    [LibraryImport(Bridge)] internal static partial void bridge_set_grad_enabled(int value);
    [LibraryImport(Bridge)] internal static partial IntPtr bridge_generator_default(long device);
    [LibraryImport(Bridge)] internal static partial IntPtr bridge_generator_new(long seed);
    [LibraryImport(Bridge)] internal static partial void bridge_generator_free(IntPtr generator);
    [LibraryImport(Bridge)] internal static partial int bridge_generator_set_seed(IntPtr generator, long seed);
    [LibraryImport(Bridge)] internal static partial int bridge_manual_seed(long seed);
    [LibraryImport(Bridge)] internal static partial int bridge_threads();
    [LibraryImport(Bridge)] internal static partial int bridge_set_threads(int count);
    [LibraryImport(Bridge)] internal static partial int bridge_device_count(int type);
}
