using System.Net;
using Ggsm.Notebooks.Exercises;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ggsm.Notebooks;

/// <summary>Shows what a check says as a box: green when the answer holds, amber when it does not yet.</summary>
public static class ExerciseFormatter
{
    /// <summary>Makes notebooks show <see cref="ExerciseResult"/> this way, with its text for readers without HTML.</summary>
    public static void Register()
    {
        Formatter.Register<ExerciseResult>(result => result.ToString(), PlainTextFormatter.MimeType);
        Formatter.Register<ExerciseResult>(ToHtml, HtmlFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(ExerciseResult), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }

    private static string ToHtml(ExerciseResult result)
    {
        var (colour, wash, word) = result.Passed ? ("#2b7a4b", "#eef7f1", "Right.") : ("#b26a00", "#fff6e5", "Not yet.");
        return $"""
            <div role="status" style="border-left:4px solid {colour};background:{wash};color:#1d2433;padding:8px 14px;margin:4px 0">
            <strong style="color:{colour}">{word}</strong> {WebUtility.HtmlEncode(Sentence(result.Message))}</div>
            """;
    }

    private static string Sentence(string message) => char.ToUpperInvariant(message[0]) + message[1..];
}
