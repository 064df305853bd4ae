namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers.</summary>
    public class Generator : IDisposable
    {
        public Generator(ulong seed = 0, Device? device = null)
            : this(NativeMethods.bridge_generator_new((long)seed), device ?? CPU)
        {
        }

        private Generator(IntPtr handle, Device device)
        {
            if (handle == IntPtr.Zero)
                throw new System.Runtime.InteropServices.ExternalException(NativeMethods.Error());
            (Handle, this.device) = (handle, device);
        }

        ~Generator() => Dispose(false);

        public IntPtr Handle { get; private set; }

        public Device device { get; private set; }

        public static Generator Default => On(CPU);

        internal static Generator On(Device device) => new(NativeMethods.bridge_generator_default(device.Packed), device);

        public Generator manual_seed(long seed)
        {
            Tensor.Check(NativeMethods.bridge_generator_set_seed(Handle, seed));
            return this;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Handle != IntPtr.Zero)
                NativeMethods.bridge_generator_free(Handle);
            Handle = IntPtr.Zero;
        }
    }
}
