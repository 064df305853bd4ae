using System.CommandLine;
using System.Globalization;
using Ggsm.Users;

namespace Ggsm.Cli;

/// <summary>How users are read: the options that <c>train</c> and <c>pretrain</c> share.</summary>
internal sealed class InputOptions
{
    private readonly Option<InputForm?> input = NamedOption.Create<InputForm>("--input",
        "How users are read: text (their events rendered and tokenized) or events (one position for each event, encoded from its fields). [default: text]");

    private readonly Option<string?> budget = new("--budget")
    {
        HelpName = "NAME=N,...",
        Description = "The newest events that are read of each modality, at most. "
            + $"[default: {string.Join(",", ModalityBudget.Defaults.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Key}={d.Value}")))}]",
    };

    public IReadOnlyList<Option> All => [input, budget];

    public InputForm? Form(ParseResult parsed) => parsed.GetValue(input);

    /// <summary>The modalities that are named; null where none are.</summary>
    /// <exception cref="BadInputException">The value is no such list.</exception>
    public IReadOnlyDictionary<string, int>? Budget(ParseResult parsed)
    {
        if (parsed.GetValue(budget) is not { } given)
            return null;
        var most = new Dictionary<string, int>();
        foreach (var part in given.Split(','))
        {
            var at = part.LastIndexOf('=');
            if (at < 1 || !NumberText.TryCount(part.AsSpan(at + 1), out var count) || !most.TryAdd(part[..at].Trim(), count))
                throw new BadInputException($"'{part}' is not one of a list of modalities with their numbers.", field: budget.Name, remedy: $"For example: {budget.Name} bill=100,search=20");
        }

        _ = new ModalityBudget(most);
        return most;
    }
}
