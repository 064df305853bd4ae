namespace TorchSharp;

public static partial class torch
{

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);
}
