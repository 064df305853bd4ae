using System.CommandLine;
using System.Globalization;
using Ggsm.Checkpoints;
using Ggsm.Synthesis;
using Ggsm.Users;

namespace Ggsm.Cli;

/// <summary>How users are read: the options that <c>train</c> and <c>pretrain</c> share.</summary>
internal sealed class InputOptions
{
    private readonly Option<InputForm?> input = NamedOption.Create<InputForm>("--input",
        "How users are read: text (their events rendered and tokenized) or events (one position for each event, encoded from its fields). [default: events where the data has users, else text; that of the model that --init names]");

    private readonly Option<string?> budget = new("--budget")
    {
        HelpName = "NAME=N,...",
        Description = "The newest events that are read of each modality, at most. "
            + $"[default: {string.Join(",", ModalityBudget.Defaults.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Key}={d.Value}")))}]",
    };

    public IReadOnlyList<Option> All => [input, budget];

    /// <summary>The form that is given; else that of a model to start from, or the one the data asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="data">The data.</param>
    /// <param name="start">The folder of the model to start from; null for none.</param>
    /// <exception cref="BadInputException">The data cannot be read.</exception>
    public InputForm Form(ParseResult parsed, string data, string? start = null) =>
        parsed.GetValue(input) ?? (start is null ? DataSource.FormOf(data) : EventEncoderFile.IsIn(start) ? InputForm.Events : InputForm.Text);

    /// <summary>The form that is given; null for none.</summary>
    public InputForm? Given(ParseResult parsed) => parsed.GetValue(input);

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
