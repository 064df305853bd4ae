using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace Ggsm.Checkpoints;

/// <summary>The element types of the safetensors format that this library reads and writes.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type, int Size)[] All =
    [
        ("F64", ScalarType.Float64, 8),
        ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    public static string Names => string.Join(", ", All.Select(t => t.Name));

    public static bool Find(string name, out ScalarType type, out int size)
    {
        foreach (var known in All)
        {
            if (known.Name != name)
                continue;
            (_, type, size) = known;
            return true;
        }

        (type, size) = (default, 0);
        return false;
    }

    public static bool Find(ScalarType type, [NotNullWhen(true)] out string? name, out int size)
    {
        foreach (var known in All)
        {
            if (known.Type != type)
                continue;
            (name, _, size) = known;
            return true;
        }

        (name, size) = (null, 0);
        return false;
    }
}
