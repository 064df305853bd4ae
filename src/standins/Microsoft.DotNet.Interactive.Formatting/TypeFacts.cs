using System.Collections;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>What formatting asks about a type.</summary>
internal static class TypeFacts
{
    private static readonly HashSet<Type> Scalars =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly),
        typeof(TimeOnly), typeof(Guid), typeof(BigInteger), typeof(Uri), typeof(Half),
    ];

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(string)] = "string",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(ushort)] = "ushort",
        [typeof(void)] = "void",
    };

    public static bool Covers(Type formatterType, Type actualType)
    {
        if (!formatterType.IsGenericTypeDefinition)
            return formatterType.IsAssignableFrom(actualType);
        for (var type = actualType; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == formatterType)
                return true;
        }
        return actualType.GetInterfaces().Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == formatterType);
    }

    public static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || Scalars.Contains(type);
    }

    public static Type ElementType(Type sequenceType) =>
        sequenceType.GetInterfaces().Append(sequenceType)
            .FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            ?.GetGenericArguments()[0] ?? (typeof(IEnumerable).IsAssignableFrom(sequenceType) ? typeof(object) : null);

    /// <summary>Public fields and readable properties, in order of declaration.</summary>
    public static IReadOnlyList<(string Name, Func<object, object> Get)> Members(Type type) =>
    [
        .. type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(field => (field.Name, (Func<object, object>)field.GetValue)),
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike)
            .Select(property => (property.Name, (Func<object, object>)(value => ValueOrException(property, value)))),
    ];

    /// <summary>The type as C# writes it: <c>List&lt;int&gt;</c>.</summary>
    public static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return Name(type.GetElementType()) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        if (type.Name.Contains("AnonymousType", StringComparison.Ordinal))
            return "(anonymous)";
        // Types declared in a cell are nested in the submission's class, which says nothing to the reader.
        var outer = type.IsNested && !type.IsGenericParameter && !type.DeclaringType.Name.StartsWith("Submission#", StringComparison.Ordinal)
            ? Name(type.DeclaringType) + "."
            : "";
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return outer + (tick < 0 ? type.Name : type.Name[..tick] + "<" + string.Join(",", type.GetGenericArguments().Select(Name)) + ">");
    }

    private static object ValueOrException(PropertyInfo property, object instance)
    {
        try
        {
            return property.GetValue(instance);
        }
        catch (TargetInvocationException thrown)
        {
            return thrown.InnerException;
        }
    }
}
