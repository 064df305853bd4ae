using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>One argument or result as it crosses the bridge; mirrors <c>Value</c> in native/bridge.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public ArgTag Tag;
    public int Count;
    public long Bits;
}
