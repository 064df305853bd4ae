using System.Globalization;

namespace Ggsm.Synthesis.World;

/// <summary>What is made, and what is true of it.</summary>
public sealed record WorldOptions
{
    private const int MostPlans = 8;

    /// <summary>The controls by the names that commands use.</summary>
    public static IReadOnlyDictionary<string, ForwardControl> Controls { get; } =
        Enum.GetValues<ForwardControl>().ToDictionary(c => c.ToString().ToLowerInvariant());

    /// <summary>The same seed gives the same users on any machine.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>The dial: the share of the variance of every task's score that can only be read from the order of events, 0 to 1.</summary>
    public double Forward { get; init; } = 0.5;

    /// <summary>
    /// The second dial: the plans of a contract at least, 1 to 8; up to three more are drawn. So many one void turns round: 1 makes
    /// one to four, 4 makes four to seven.
    /// </summary>
    public int Plans { get; init; } = 1;

    /// <summary>What decides which contract events count.</summary>
    public ForwardControl Control { get; init; }

    /// <summary>The tasks, and with them the fields of life, that the users have.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [.. Themes.All.Select(t => t.Task)];

    /// <summary>The themes of the tasks, in the order of Table 2.</summary>
    /// <exception cref="BadInputException">A dial is out of range, or a task is unknown or named twice.</exception>
    internal IReadOnlyList<Theme> Validate()
    {
        if (!(Forward >= 0 && Forward <= 1))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"the dial goes from 0 to 1, not to {Forward}."), field: "forward",
                remedy: "0: nothing needs a look forward; 1: everything does.");
        }

        if (Plans is < 1 or > MostPlans)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"the fewest plans of a contract go from 1 to {MostPlans}, not to {Plans}."), field: "plans",
                remedy: "1: a void turns one to four plans round; 4: four to seven.");
        }

        if (Tasks.Count == 0 || Tasks.Distinct().Count() != Tasks.Count)
            throw new BadInputException("name at least one task, and each once.", field: "tasks");
        var chosen = Tasks.Select(Themes.Of).ToHashSet();
        return [.. Themes.All.Where(chosen.Contains)];
    }
}
