using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Ggsm.Tests;

/// <summary>Tests run side by side on small tensors; threads inside each operation would only wait for one another.</summary>
internal static class OneThread
{
    [ModuleInitializer]
    internal static void Use() => set_num_threads(1);
}
