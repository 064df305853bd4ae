namespace Ggsm.Users.Description;

/// <summary>What a users file holds.</summary>
/// <param name="Users">Users.</param>
/// <param name="FirstAsOf">The earliest as-of date.</param>
/// <param name="LastAsOf">The latest as-of date.</param>
/// <param name="HistoryEvents">Events of a user's history, all modalities.</param>
/// <param name="FutureEvents">Events of a user's future.</param>
/// <param name="TabularFacts">Tabular facts of a user.</param>
/// <param name="PromptTokens">Tokens of the rendered history of the first 1,000 users, uncut; null without a tokenizer.</param>
/// <param name="Modalities">By modality.</param>
/// <param name="WeekdayShares">The share of history events on each day of the week.</param>
/// <param name="Labels">By label.</param>
public sealed record UserFigures(
    long Users, DateTimeOffset FirstAsOf, DateTimeOffset LastAsOf, Lengths HistoryEvents, Lengths FutureEvents, Lengths TabularFacts, Lengths? PromptTokens,
    IReadOnlyDictionary<string, ModalityFigures> Modalities, IReadOnlyDictionary<string, double> WeekdayShares, IReadOnlyDictionary<string, LabelFigures> Labels);
