namespace Ggsm.Users;

/// <summary>
/// How much of each modality a prompt takes at most: its newest events, or its first tabular facts. What is left must still fit the
/// length a run allows (see <see cref="UserTokenizer.EncodeQuery"/>).
/// </summary>
public sealed class ModalityBudget
{
    private readonly IReadOnlyDictionary<string, int> most;

    /// <param name="most">Events by the modality's name, each 1 or more; a modality that is not named has the default.</param>
    /// <exception cref="BadInputException">A name is no modality, or a number is below 1.</exception>
    public ModalityBudget(IReadOnlyDictionary<string, int> most)
    {
        foreach (var (name, count) in most)
        {
            if (!Defaults.ContainsKey(name))
                throw new BadInputException($"there is no modality \"{name}\".", field: "budget", remedy: $"Modalities: {string.Join(", ", Defaults.Keys)}.");
            if (count < 1)
                throw new BadInputException($"{count} was given for {name}, 1 or more is expected.", field: "budget");
        }

        this.most = most;
    }

    /// <summary>
    /// The default by modality: the slots of the code of arXiv 2602.14492, but for <c>search</c>, which has 10 there and 50 here.
    /// </summary>
    public static IReadOnlyDictionary<string, int> Defaults { get; } = new Dictionary<string, int>
    {
        [Modality.Bill.Name()] = 250,
        [Modality.MiniProgram.Name()] = 150,
        [Modality.Spm.Name()] = 150,
        [Modality.App.Name()] = 100,
        [Modality.Search.Name()] = 50,
        [Modality.Tabular.Name()] = 50,
    };

    /// <summary>The defaults.</summary>
    public static ModalityBudget Default { get; } = new(new Dictionary<string, int>());

    /// <summary>The same number of events for each modality of events; facts have their default.</summary>
    public static ModalityBudget Each(int events) => new(Modalities.OfEvents.ToDictionary(m => m.Name(), _ => events));

    /// <summary>The number of every modality by its name.</summary>
    public IReadOnlyDictionary<string, int> ToDictionary() => Modalities.All.ToDictionary(m => m.Name(), Of);

    /// <summary>How many events (facts) of a modality.</summary>
    public int Of(Modality modality) => most.TryGetValue(modality.Name(), out var count) ? count : Defaults[modality.Name()];

    /// <summary>The newest events of a modality, oldest first.</summary>
    public IEnumerable<UserEvent> Newest(UserProfile profile, Modality modality) => profile.Events(modality).TakeLast(Of(modality));

    /// <summary>The first tabular facts.</summary>
    public IEnumerable<EventField> Facts(UserProfile profile) => profile.Tabular.Take(Of(Modality.Tabular));
}
