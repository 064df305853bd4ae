using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Calls ATen operators by schema name, written as "name" or "name.overload".</summary>
internal static unsafe class Aten
{
    private static readonly ConcurrentDictionary<string, IntPtr> Operators = new();
    private static readonly Func<string, IntPtr> Find = FindOperator;

    /// <summary>The operator's first result as a tensor.</summary>
    public static Tensor Call(string op, params ReadOnlySpan<Arg> args)
    {
        NativeValue* results = Invoke(op, args, out int count);
        var tensor = new Tensor((IntPtr)results[0].Bits);
        for (int k = 1; k < count; k++)
            Release(results[k]);
        return tensor;
    }

    /// <summary>All of the operator's results; an undefined tensor is null.</summary>
    public static Tensor[] CallAll(string op, params ReadOnlySpan<Arg> args)
    {
        NativeValue* results = Invoke(op, args, out int count);
        var handles = stackalloc IntPtr[count];
        for (int k = 0; k < count; k++)
            handles[k] = (IntPtr)results[k].Bits;
        var tensors = new Tensor[count];
        for (int k = 0; k < count; k++)
            tensors[k] = handles[k] == IntPtr.Zero ? null! : new Tensor(handles[k]);
        return tensors;
    }

    public static (Tensor, Tensor) CallPair(string op, params ReadOnlySpan<Arg> args)
    {
        var results = CallAll(op, args);
        return (results[0], results[1]);
    }

    /// <summary>For operators that change their first argument: what they return is that argument again.</summary>
    public static void CallInPlace(string op, params ReadOnlySpan<Arg> args)
    {
        NativeValue* results = Invoke(op, args, out int count);
        for (int k = 0; k < count; k++)
            Release(results[k]);
    }

    /// <summary>For operators whose result is a number or a truth value.</summary>
    public static Scalar CallScalar(string op, params ReadOnlySpan<Arg> args)
    {
        NativeValue result = Invoke(op, args, out _)[0];
        return result.Tag switch
        {
            ArgTag.Double => new Scalar(BitConverter.Int64BitsToDouble(result.Bits)),
            ArgTag.Bool => new Scalar(result.Bits != 0),
            _ => new Scalar(result.Bits),
        };
    }

    private static void Release(in NativeValue value)
    {
        if (value.Tag == ArgTag.Tensor && value.Bits != 0)
            NativeMethods.bridge_free((IntPtr)value.Bits);
    }

    private static IntPtr FindOperator(string op)
    {
        int dot = op.IndexOf('.');
        IntPtr found = dot < 0
            ? NativeMethods.bridge_operator("aten::" + op, "")
            : NativeMethods.bridge_operator("aten::" + op[..dot], op[(dot + 1)..]);
        return found != IntPtr.Zero ? found : throw new ExternalException(NativeMethods.Error());
    }

    private static NativeValue* Invoke(string op, ReadOnlySpan<Arg> args, out int count)
    {
        IntPtr handle = Operators.GetOrAdd(op, Find);

        // Lists and strings are copied to the stack: they are short, and nothing needs to be pinned or freed.
        int scratchSize = 0;
        foreach (ref readonly Arg arg in args)
            scratchSize += arg.Reference switch
            {
                long[] list => list.Length,
                double[] list => list.Length,
                Tensor?[] list => list.Length,
                string text => Encoding.UTF8.GetMaxByteCount(text.Length) / 8 + 1,
                _ => 0,
            };

        long* scratch = stackalloc long[scratchSize];
        NativeValue* values = stackalloc NativeValue[args.Length];
        for (int k = 0; k < args.Length; k++)
        {
            ref readonly Arg arg = ref args[k];
            values[k] = new NativeValue { Tag = arg.Tag, Bits = arg.Bits };
            switch (arg.Reference)
            {
                case Tensor tensor:
                    values[k].Bits = tensor.Handle;
                    break;
                case long[] list:
                    list.CopyTo(new Span<long>(scratch, list.Length));
                    values[k].Count = list.Length;
                    values[k].Bits = (long)scratch;
                    scratch += list.Length;
                    break;
                case double[] list:
                    list.CopyTo(new Span<double>(scratch, list.Length));
                    values[k].Count = list.Length;
                    values[k].Bits = (long)scratch;
                    scratch += list.Length;
                    break;
                case Tensor?[] list:
                    values[k].Count = list.Length;
                    values[k].Bits = (long)scratch;
                    foreach (Tensor? tensor in list)
                        *scratch++ = tensor is null ? 0 : tensor.Handle;
                    break;
                case string text:
                    int room = Encoding.UTF8.GetMaxByteCount(text.Length) / 8 + 1;
                    values[k].Count = Encoding.UTF8.GetBytes(text, new Span<byte>(scratch, room * 8));
                    values[k].Bits = (long)scratch;
                    scratch += room;
                    break;
            }
        }

        count = NativeMethods.bridge_call(handle, values, args.Length, out NativeValue* results);
        foreach (ref readonly Arg arg in args)
            GC.KeepAlive(arg.Reference);
        return count >= 0 ? results : throw new ExternalException(NativeMethods.Error());
    }
}
