using System.Diagnostics;
using System.Globalization;
using Ggsm.Synthesis.QueryAnswer;

namespace Ggsm.Cli;

/// <summary>A synthesis's progress, a line every few seconds.</summary>
internal sealed class QueryAnswerDisplay(Terminal terminal) : IProgress<QueryAnswerProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan last = -Interval;
    private string? stage;

    public void Report(QueryAnswerProgress value)
    {
        if (value.Stage == stage && watch.Elapsed - last < Interval && value.Done < value.Total)
            return;
        stage = value.Stage;
        last = watch.Elapsed;
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Stage}: {value.Done} of {value.Total} pairs"));
    }
}
