using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One operator argument, made by implicit conversion so that a call reads like the schema it calls.</summary>
internal readonly struct Arg
{
    public readonly ArgTag Tag;
    public readonly long Bits;
    public readonly object? Reference;

    private Arg(ArgTag tag, long bits, object? reference = null) => (Tag, Bits, Reference) = (tag, bits, reference);

    /// <summary>The schema's default for this place.</summary>
    public static Arg Default => new(ArgTag.Default, 0);

    public static Arg None => default;

    public static Arg Tensors(IEnumerable<Tensor?> tensors) => new(ArgTag.TensorList, 0, tensors as Tensor?[] ?? [.. tensors]);

    public static implicit operator Arg(Tensor? tensor) => tensor is null ? default : new(ArgTag.Tensor, 0, tensor);
    public static implicit operator Arg(long value) => new(ArgTag.Int, value);
    public static implicit operator Arg(int value) => new(ArgTag.Int, value);
    public static implicit operator Arg(long? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(double value) => new(ArgTag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(double? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(bool value) => new(ArgTag.Bool, value ? 1 : 0);
    public static implicit operator Arg(long[]? values) => values is null ? default : new(ArgTag.IntList, 0, values);
    public static implicit operator Arg(double[]? values) => values is null ? default : new(ArgTag.DoubleList, 0, values);
    public static implicit operator Arg(Tensor[] tensors) => new(ArgTag.TensorList, 0, tensors);
    public static implicit operator Arg(string? text) => text is null ? default : new(ArgTag.String, 0, text);
    public static implicit operator Arg(ScalarType type) => new(ArgTag.DType, (long)type);
    public static implicit operator Arg(ScalarType? type) => type is { } t ? t : default(Arg);
    public static implicit operator Arg(Device? device) => device is null ? default : new(ArgTag.Device, device.Packed);
    public static implicit operator Arg(Generator? generator) => generator is null ? default : new(ArgTag.Generator, generator.Handle, generator);
    public static implicit operator Arg(Scalar? scalar) => scalar is null ? default : scalar.Argument;
}
