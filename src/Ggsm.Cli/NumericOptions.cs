using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ggsm.Cli;

/// <summary>
/// Holds every numeric option and argument of every command to <see cref="NumberText"/>: the parser's own reading takes
/// <c>0,07</c> for 7 and <c>NaN</c> for a number.
/// </summary>
internal static class NumericOptions
{
    private static readonly Type[] Reals = [typeof(double), typeof(float), typeof(decimal)];
    private static readonly Type[] Wholes = [typeof(int), typeof(long), typeof(ulong), typeof(uint), typeof(short), typeof(byte)];

    /// <summary>Adds the check to a command and all below it.</summary>
    public static void Guard(Command command)
    {
        foreach (var option in command.Options.Where(o => IsNumeric(o.ValueType)))
            option.Validators.Add(result => Check(result.Tokens, option.ValueType, option.Name, result.AddError));
        foreach (var argument in command.Arguments.Where(a => IsNumeric(a.ValueType)))
            argument.Validators.Add(result => Check(result.Tokens, argument.ValueType, argument.Name, result.AddError));
        foreach (var inner in command.Subcommands)
            Guard(inner);
    }

    /// <summary>Whether an option of this type takes a number.</summary>
    public static bool IsNumeric(Type type) => Reals.Contains(Bare(type)) || Wholes.Contains(Bare(type));

    /// <summary>What is said of a text that is no number.</summary>
    public static string Refusal(string given, string name, bool whole) =>
        $"'{given}' was given for {name}; it cannot be read as {(whole ? $"{NumberText.WholeNotation}, of its range" : NumberText.Notation)}.";

    private static void Check(IReadOnlyList<Token> tokens, Type type, string name, Action<string> error)
    {
        var whole = Wholes.Contains(Bare(type));
        foreach (var given in tokens.Select(t => t.Value))
        {
            // The largest unsigned number is beyond TryWhole; that the value fits its type is the parser's own check.
            var read = whole ? NumberText.TryWhole(given, out _) || ulong.TryParse(given, System.Globalization.NumberStyles.None, null, out _) : NumberText.TryReal(given, out _);
            if (!read)
                error(Refusal(given, name, whole));
        }
    }

    private static Type Bare(Type type)
    {
        var element = type.IsArray ? type.GetElementType()! : type;
        return Nullable.GetUnderlyingType(element) ?? element;
    }
}
