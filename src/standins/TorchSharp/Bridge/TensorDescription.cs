using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>What a tensor is; mirrors <c>Description</c> in native/bridge.cpp. The pointers live as long as the tensor.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TensorDescription
{
    public long Numel;
    public long Device;
    public long* Sizes;
    public long* Strides;
    public int Dim;
    public int DType;
    public int Layout;
    public int IsContiguous;
}
