using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A handle to a libtorch tensor. Dispose it, or make it inside a <see cref="DisposeScope"/>.</summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;
        private IntPtr handle;

        internal Tensor(IntPtr handle, bool register = true)
        {
            if (handle == IntPtr.Zero)
                throw new ExternalException("libtorch returned an undefined tensor.");
            this.handle = handle;
            long count = Interlocked.Increment(ref totalCount);
            if (count > Volatile.Read(ref peakCount))
                Volatile.Write(ref peakCount, count);
            if (register)
                OwningDisposeScope = DisposeScopeManager.ThreadSingleton.Register(this);
        }

        ~Tensor() => Dispose(false);

        public IntPtr Handle => handle != IntPtr.Zero ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == IntPtr.Zero;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            IntPtr owned = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (owned == IntPtr.Zero)
                return;
            DisposeScopeManager.ThreadSingleton.CountDisposal(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            Interlocked.Decrement(ref totalCount);
            NativeMethods.bridge_free(owned);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Gives up the handle to another wrapper; this one is empty afterwards.</summary>
        internal IntPtr MoveHandle()
        {
            IntPtr moved = Handle;
            handle = IntPtr.Zero;
            Interlocked.Decrement(ref totalCount);
            GC.SuppressFinalize(this);
            return moved;
        }

        /// <summary>Lets this wrapper stand for another tensor, as a module's parameter does after it moved to another type or device.</summary>
        internal void Adopt(Tensor other)
        {
            IntPtr old = Handle;
            handle = other.Handle;
            other.handle = old;
            other.Dispose();
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => base.GetHashCode();

        internal static void Check(int status)
        {
            if (status < 0)
                throw new ExternalException(NativeMethods.Error());
        }

        private Tensor InPlace(string op, params ReadOnlySpan<Arg> args)
        {
            Aten.CallInPlace(op, args);
            return this;
        }
    }
}
