using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements, in the tensor's own memory; a CPU tensor only.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(this);
        }

        /// <summary>The only element of a CPU tensor of one element.</summary>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            return data<T>()[0];
        }

        public Scalar ToScalar()
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            return Aten.CallScalar("item", this);
        }

        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            foreach ((IntPtr start, int length) in Blocks(bufferSize))
                unsafe
                {
                    stream.Write(new ReadOnlySpan<byte>((void*)start, length));
                }
        }

        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            foreach ((IntPtr start, int length) in Blocks(bufferSize))
                unsafe
                {
                    stream.ReadExactly(new Span<byte>((void*)start, length));
                }
        }

        private IEnumerable<(IntPtr Start, int Length)> Blocks(int bufferSize)
        {
            if (!is_cpu() || !is_contiguous())
                throw new InvalidOperationException("Only a contiguous CPU tensor can be streamed.");
            IntPtr start = NativeMethods.bridge_data(Handle);
            long total = NumberOfElements * ElementSize;
            for (long done = 0; done < total; done += bufferSize)
                yield return (checked((IntPtr)(start + done)), (int)Math.Min(bufferSize, total - done));
        }

        internal void ValidateType(Type type)
        {
            ScalarType expected = TypeOf(type);
            if (expected != dtype)
                throw new ArgumentException($"{type.Name} is not compatible with {dtype}");
        }

        internal static ScalarType TypeOf(Type type) => type switch
        {
            _ when type == typeof(float) => ScalarType.Float32,
            _ when type == typeof(double) => ScalarType.Float64,
            _ when type == typeof(long) => ScalarType.Int64,
            _ when type == typeof(int) => ScalarType.Int32,
            _ when type == typeof(short) => ScalarType.Int16,
            _ when type == typeof(sbyte) => ScalarType.Int8,
            _ when type == typeof(byte) => ScalarType.Byte,
            _ when type == typeof(bool) => ScalarType.Bool,
            _ when type == typeof(Half) => ScalarType.Float16,
            _ => throw new ArgumentException($"{type.Name} is not a tensor element type"),
        };

        /// <summary>Copies managed elements into a new tensor.</summary>
        internal static Tensor FromSpan<T>(ReadOnlySpan<T> values, long[] shape, ScalarType? dtype, Device? device, bool requires_grad)
            where T : unmanaged
        {
            long count = 1;
            foreach (long size in shape)
                count *= size;
            if (count != values.Length)
                throw new ArgumentException($"mismatched total size creating a tensor from an array: {values.Length} elements for shape [{string.Join(", ", shape)}]");
            Tensor tensor = Aten.Call("empty.memory_format", shape, TypeOf(typeof(T)), Arg.None, CPU);
            unsafe
            {
                values.CopyTo(new Span<T>((void*)NativeMethods.bridge_data(tensor.Handle), values.Length));
            }
            device = InitializeDevice(device);
            ScalarType wanted = dtype ?? tensor.dtype;
            if (wanted != tensor.dtype || device.type != DeviceType.CPU)
            {
                Tensor local = tensor;
                tensor = Aten.Call("to.dtype_layout", local, wanted, Arg.None, device);
                local.Dispose();
            }
            return requires_grad ? tensor.requires_grad_() : tensor;
        }
    }
}
