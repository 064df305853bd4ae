namespace TorchSharp;

/// <summary>The kind of a bridged value; mirrors <c>Tag</c> in native/bridge.cpp.</summary>
internal enum ArgTag
{
    None,
    Default,
    Tensor,
    Int,
    Double,
    Bool,
    IntList,
    TensorList,
    String,
    DType,
    Device,
    Generator,
    DoubleList,
}
