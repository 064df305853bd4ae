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

        public Tensor get_state() => new(NativeMethods.bridge_generator_state(Handle));

        public void set_state(Tensor value) => Tensor.Check(NativeMethods.bridge_generator_set_state(Handle, value.Handle));

        public Generator manual_seed(long seed)
        {
            Tensor.Check(NativeMethods.bridge_generator_set_seed(Handle, seed));
            return this;
        }

        /// <summary>Seeds from the system's entropy and returns the seed.</summary>
        public long seed() => NativeMethods.bridge_generator_seed(Handle, 1);

        public long initial_seed() => NativeMethods.bridge_generator_seed(Handle, 0);

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
