using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Saving and small conversions of tensors.</summary>
public static class TensorExtensionMethods
{
    public static string metastr(this Tensor tensor) => tensor.ToString();

    /// <summary>Writes element type, shape and elements.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        writer.Write7BitEncodedInt((int)tensor.dtype);
        writer.Write7BitEncodedInt((int)tensor.ndim);
        foreach (long size in tensor.shape)
            writer.Write7BitEncodedInt64(size);
        writer.Flush();
        using Tensor unrecorded = tensor.detach();
        using Tensor local = unrecorded.cpu();
        using Tensor packed = local.contiguous();
        packed.WriteBytesToStream(writer.BaseStream, 1 << 20);
    }

    public static void Save(this Tensor tensor, Stream stream) => tensor.Save(new BinaryWriter(stream));
}
