using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        internal TensorDescription Describe()
        {
            Check(NativeMethods.bridge_describe(Handle, out TensorDescription description));
            return description;
        }

        public unsafe long[] shape
        {
            get
            {
                TensorDescription d = Describe();
                long[] sizes = new ReadOnlySpan<long>(d.Sizes, d.Dim).ToArray();
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            TensorDescription d = Describe();
            int k = Wrap(dim, d.Dim);
            long size = d.Sizes[k];
            GC.KeepAlive(this);
            return size;
        }

        public unsafe long[] stride()
        {
            TensorDescription d = Describe();
            long[] strides = new ReadOnlySpan<long>(d.Strides, d.Dim).ToArray();
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => stride()[Wrap(dim, (int)ndim)];

        public long dim() => Describe().Dim;

        public long ndim => Describe().Dim;

        public long numel() => Describe().Numel;

        public long NumberOfElements => Describe().Numel;

        public ScalarType dtype => (ScalarType)Describe().DType;

        public Device device => device_index < 0 ? new Device(device_type) : new Device(device_type, device_index);

        public DeviceType device_type => (DeviceType)(Describe().Device >> 32);

        public int device_index => (int)Describe().Device;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_contiguous() => Describe().IsContiguous != 0;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public long ElementSize => ElementSizeOf(dtype);

        public bool requires_grad
        {
            get => NativeMethods.bridge_requires_grad(Handle) != 0;
            set => Check(NativeMethods.bridge_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The accumulated gradient; each read makes a new handle to it.</summary>
        public Tensor? grad
        {
            get
            {
                IntPtr gradient = NativeMethods.bridge_grad(Handle);
                return gradient == IntPtr.Zero ? null : new Tensor(gradient);
            }
            set => Check(NativeMethods.bridge_set_grad(Handle, value is null ? IntPtr.Zero : value.Handle));
        }

        public void retain_grad() => Check(NativeMethods.bridge_retain_grad(Handle));

        private static int Wrap(int dim, int rank) => dim >= -rank && dim < rank
            ? (dim < 0 ? dim + rank : dim)
            : throw new ExternalException($"Dimension out of range (expected to be in range of [{-Math.Max(rank, 1)}, {Math.Max(rank, 1) - 1}], but got {dim})");

        private static long ElementSizeOf(ScalarType type) => type switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool or ScalarType.QInt8 or ScalarType.QUInt8 => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 or ScalarType.QInt32 => 4,
            ScalarType.ComplexFloat64 => 16,
            _ => 8,
        };
    }
}
