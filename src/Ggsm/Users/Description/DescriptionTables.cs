using Microsoft.Data.Analysis;

namespace Ggsm.Users.Description;

/// <summary>The figures of a description as data frames.</summary>
public static class DescriptionTables
{
    /// <summary>How many events and facts a user has, and how long the prompts are: a row each.</summary>
    public static DataFrame LengthTable(this UserFigures users) => LengthTable(
        "Per user",
        ("events of history", users.HistoryEvents),
        ("events of future", users.FutureEvents),
        ("tabular facts", users.TabularFacts),
        ("tokens of the prompt (first 1,000)", users.PromptTokens));

    /// <summary>How long the answers are.</summary>
    public static DataFrame LengthTable(this PairFigures pairs) => LengthTable("Per answer", ("words", pairs.AnswerWords));

    /// <summary>What each modality holds: a row each.</summary>
    public static DataFrame ModalityTable(this UserFigures users)
    {
        var rows = users.Modalities.Values;
        return new DataFrame(
            new StringDataFrameColumn("Modality", users.Modalities.Keys),
            new Int64DataFrameColumn("History (events)", rows.Select(row => row.HistoryEvents)),
            new Int64DataFrameColumn("Future (events)", rows.Select(row => row.FutureEvents)),
            new DoubleDataFrameColumn("Per user (events)", rows.Select(row => row.EventsPerUser)),
            new DoubleDataFrameColumn("Per week (events)", rows.Select(row => row.EventsPerWeek)),
            new DoubleDataFrameColumn("Users with any (%)", rows.Select(row => 100 * row.ShareOfUsers)));
    }

    /// <summary>The balance of each label: a row each.</summary>
    public static DataFrame LabelTable(this UserFigures users)
    {
        var rows = users.Labels.Values;
        return new DataFrame(
            new StringDataFrameColumn("Label", users.Labels.Keys),
            new Int64DataFrameColumn("Known (users)", rows.Select(row => row.Known)),
            new Int64DataFrameColumn("Positive (users)", rows.Select(row => row.Positive)),
            new DoubleDataFrameColumn("Rate (%)", rows.Select(row => 100 * row.PositiveRate)));
    }

    private static DataFrame LengthTable(string title, params (string Name, Lengths? Lengths)[] all)
    {
        var rows = all.Where(row => row.Lengths is not null).Select(row => (row.Name, Lengths: row.Lengths!)).ToArray();
        return new DataFrame(
            new StringDataFrameColumn(title, rows.Select(row => row.Name)),
            new DoubleDataFrameColumn("Mean", rows.Select(row => row.Lengths.Mean)),
            new Int64DataFrameColumn("Least", rows.Select(row => row.Lengths.Least)),
            new Int64DataFrameColumn("Median", rows.Select(row => row.Lengths.Median)),
            new Int64DataFrameColumn("90%", rows.Select(row => row.Lengths.P90)),
            new Int64DataFrameColumn("99%", rows.Select(row => row.Lengths.P99)),
            new Int64DataFrameColumn("Most", rows.Select(row => row.Lengths.Most)));
    }
}
