namespace Ggsm.Users.Description;

/// <summary>Counts users; tallies of parts are added up.</summary>
internal sealed class UserTally
{
    private const double DaysOfWeek = 7;

    private static readonly int ModalityCount = Users.Modalities.OfEvents.Count;

    private readonly LengthTally history = new();
    private readonly LengthTally future = new();
    private readonly LengthTally facts = new();
    private readonly LengthTally tokens = new();
    private readonly long[] historyOf = new long[ModalityCount];
    private readonly long[] futureOf = new long[ModalityCount];
    private readonly long[] usersOf = new long[ModalityCount];
    private readonly long[] weekdays = new long[7];
    private readonly SortedDictionary<string, (long Known, long Positive)> labels = new(StringComparer.Ordinal);
    private DateTimeOffset first = DateTimeOffset.MaxValue;
    private DateTimeOffset last = DateTimeOffset.MinValue;
    private long users;
    private long ticks;

    /// <summary>Users so far.</summary>
    public long Count => users;

    public void Add(UserProfile user, UserTokenizer? tokenizer)
    {
        users++;
        first = user.AsOf < first ? user.AsOf : first;
        last = user.AsOf > last ? user.AsOf : last;
        history.Add(user.History.Count);
        future.Add(user.Future.Count);
        facts.Add(user.Tabular.Count);
        if (tokenizer is not null)
            tokens.Add(tokenizer.Encode(PromptTemplate.Render(user)).Length);
        if (user.History.Count > 0)
            ticks += (user.AsOf - user.History[0].Time).Ticks;
        Span<bool> seen = stackalloc bool[ModalityCount];
        foreach (var userEvent in user.History)
        {
            historyOf[(int)userEvent.Modality]++;
            weekdays[(int)userEvent.Time.UtcDateTime.DayOfWeek]++;
            seen[(int)userEvent.Modality] = true;
        }

        foreach (var userEvent in user.Future)
            futureOf[(int)userEvent.Modality]++;
        for (var m = 0; m < ModalityCount; m++)
            usersOf[m] += seen[m] ? 1 : 0;
        foreach (var (name, label) in user.Labels)
            Add(name, 1, label);
    }

    public void Add(UserTally other)
    {
        users += other.users;
        ticks += other.ticks;
        first = other.first < first ? other.first : first;
        last = other.last > last ? other.last : last;
        history.Add(other.history);
        future.Add(other.future);
        facts.Add(other.facts);
        tokens.Add(other.tokens);
        for (var m = 0; m < ModalityCount; m++)
        {
            historyOf[m] += other.historyOf[m];
            futureOf[m] += other.futureOf[m];
            usersOf[m] += other.usersOf[m];
        }

        for (var d = 0; d < weekdays.Length; d++)
            weekdays[d] += other.weekdays[d];
        foreach (var (name, (known, positive)) in other.labels)
            Add(name, known, positive);
    }

    /// <summary>Null when there were no users.</summary>
    public UserFigures? Result()
    {
        if (users == 0)
            return null;
        var weeks = TimeSpan.FromTicks(ticks).TotalDays / DaysOfWeek;
        var events = Math.Max(1, weekdays.Sum());
        return new UserFigures(
            users, first, last, history.Result()!, future.Result()!, facts.Result()!, tokens.Result(),
            Users.Modalities.OfEvents.ToDictionary(m => m.Name(), m => new ModalityFigures(
                historyOf[(int)m], futureOf[(int)m], historyOf[(int)m] / (double)users, weeks > 0 ? historyOf[(int)m] / weeks : 0, usersOf[(int)m] / (double)users)),
            Enum.GetValues<DayOfWeek>().ToDictionary(d => d.ToString().ToLowerInvariant(), d => weekdays[(int)d] / (double)events),
            labels.ToDictionary(l => l.Key, l => new LabelFigures(l.Value.Known, l.Value.Positive, l.Value.Positive / (double)l.Value.Known)));
    }

    private void Add(string label, long known, long positive)
    {
        var before = labels.GetValueOrDefault(label);
        labels[label] = (before.Known + known, before.Positive + positive);
    }
}
