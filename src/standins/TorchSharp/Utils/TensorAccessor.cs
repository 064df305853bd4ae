using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>A CPU tensor's elements as a .NET sequence, in row-major order whatever the strides.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly IntPtr start;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        if (!tensor.is_cpu())
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        this.tensor = tensor;
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
        start = NativeMethods.bridge_data(tensor.Handle);
        Count = tensor.numel();
    }

    public long Count { get; }

    public unsafe T this[params long[] indices]
    {
        get => ((T*)start)[Offset(indices)];
        set => ((T*)start)[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        T[] result = new T[Count];
        CopyTo(result);
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int count = (int)Math.Min(array.Length - arrayIndex, Count - tensorIndex);
        Span<T> target = array.Slice(arrayIndex, Math.Max(count, 0));
        if (contiguous)
            new ReadOnlySpan<T>((T*)start + tensorIndex, target.Length).CopyTo(target);
        else
            for (int k = 0; k < target.Length; k++)
                target[k] = ((T*)start)[Offset(tensorIndex + k)];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long k = 0; k < Count; k++)
            yield return this[k];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.SequenceEqual(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !left.SequenceEqual(right);

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this == other;

    public override int GetHashCode() => tensor.GetHashCode();

    private long Offset(long[] indices)
    {
        if (indices.Length == 1)
            return Offset(indices[0]);
        long offset = 0;
        for (int k = 0; k < shape.Length; k++)
        {
            if (indices[k] < 0 || indices[k] >= shape[k])
                throw new IndexOutOfRangeException($"{indices[k]} is outside dimension {k} of size {shape[k]}.");
            offset += indices[k] * strides[k];
        }
        return offset;
    }

    private long Offset(long linear)
    {
        if (linear < 0 || linear >= Count)
            throw new IndexOutOfRangeException($"{linear} is outside a tensor of {Count} elements.");
        if (contiguous)
            return linear;
        long offset = 0;
        for (int k = shape.Length - 1; k >= 0; k--)
        {
            linear = Math.DivRem(linear, shape[k], out long place);
            offset += place * strides[k];
        }
        return offset;
    }
}
