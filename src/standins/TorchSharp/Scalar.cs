using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number or truth value passed to an operator.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double real;
    private readonly long integer;

    internal Scalar(long value) => (Type, integer) = (ScalarType.Int64, value);

    internal Scalar(double value) => (Type, real) = (ScalarType.Float64, value);

    internal Scalar(bool value) => (Type, integer) = (ScalarType.Bool, value ? 1 : 0);

    public ScalarType Type { get; }

    internal Arg Argument => Type switch
    {
        ScalarType.Float64 => real,
        ScalarType.Bool => integer != 0,
        _ => integer,
    };

    internal double Double => Type == ScalarType.Float64 ? real : integer;

    public static implicit operator Scalar(byte value) => new((long)value);
    public static implicit operator Scalar(sbyte value) => new((long)value);
    public static implicit operator Scalar(short value) => new((long)value);
    public static implicit operator Scalar(int value) => new((long)value);
    public static implicit operator Scalar(long value) => new(value);
    public static implicit operator Scalar(Half value) => new((double)value);
    public static implicit operator Scalar(float value) => new((double)value);
    public static implicit operator Scalar(double value) => new(value);
    public static implicit operator Scalar(bool value) => new(value);

    public void Dispose()
    {
    }
}
