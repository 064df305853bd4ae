using System.Text.RegularExpressions;

namespace Ggsm.Cli;

/// <summary>Words of printed commands, quoted so that a shell reads them back as they were.</summary>
internal static partial class ShellWord
{
    /// <summary>The word, in single quotes where a shell would divide or change it.</summary>
    public static string Of(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A[A-Za-z0-9_./:=,@%+-]+\z")]
    private static partial Regex Plain();
}
