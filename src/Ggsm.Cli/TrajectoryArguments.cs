using System.CommandLine;
using System.Globalization;
using Ggsm.Synthesis;

namespace Ggsm.Cli;

/// <summary>The options of the behavioural stream, as several commands have them.</summary>
internal sealed class TrajectoryArguments
{
    private readonly Option<ulong> seed;
    private readonly Option<double> heldOut;
    private readonly Option<int> answers;
    private readonly Option<int> actions;
    private readonly Option<string> bins;
    private readonly Option<double> frequency;
    private readonly Option<double> diversity;
    private readonly Option<string?> instruction = new("--instruction") { HelpName = "TEXT", Description = "The instruction of every pair; without it the general embedding is trained." };

    public TrajectoryArguments()
    {
        var defaults = new TrajectoryOptions();
        seed = new("--seed") { HelpName = "N", Description = "The same seed gives the same bytes on any machine.", DefaultValueFactory = _ => defaults.Seed };
        heldOut = new("--held-out") { HelpName = "SHARE", Description = "The share of users of whom nothing is trained on.", DefaultValueFactory = _ => defaults.HeldOutShare };
        answers = new("--answers") { HelpName = "N", Description = "Answers per training user at most, each a sample of its own; equal ones are given once.", DefaultValueFactory = _ => defaults.AnswersPerUser };
        actions = new("--actions") { HelpName = "N", Description = "Actions in an answer at most.", DefaultValueFactory = _ => defaults.MostActions };
        bins = new("--bins") { HelpName = string.Join('|', TrajectoryOptions.Divisions.Keys), Description = "How the month after is divided.", DefaultValueFactory = _ => TrajectoryOptions.Divisions.Keys.First() };
        bins.AcceptOnlyFromAmong([.. TrajectoryOptions.Divisions.Keys]);
        frequency = new("--frequency") { HelpName = "F", Description = "How much likelier frequent actions are sampled: 0 not at all, 1 in proportion.", DefaultValueFactory = _ => defaults.Frequency };
        diversity = new("--diversity") { HelpName = "D", Description = "How much further actions of one modality are avoided: 0 not at all.", DefaultValueFactory = _ => defaults.Diversity };
    }

    public void AddTo(Command command)
    {
        Option[] all = [seed, heldOut, answers, actions, bins, frequency, diversity, instruction];
        foreach (var option in all)
            command.Add(option);
    }

    public TrajectoryOptions Read(ParseResult parsed) => new()
    {
        Seed = parsed.GetValue(seed),
        HeldOutShare = parsed.GetValue(heldOut),
        AnswersPerUser = parsed.GetValue(answers),
        MostActions = parsed.GetValue(actions),
        Bins = TrajectoryOptions.Divisions[parsed.GetValue(bins)!],
        Frequency = parsed.GetValue(frequency),
        Diversity = parsed.GetValue(diversity),
        Instruction = parsed.GetValue(instruction),
    };

    /// <summary>The options again, all of them, as they are typed.</summary>
    public static string Write(TrajectoryOptions options)
    {
        var instruction = options.Instruction is { } text ? $" --instruction \"{text}\"" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"--seed {options.Seed} --held-out {options.HeldOutShare} --answers {options.AnswersPerUser} --actions {options.MostActions} --bins {TrajectoryOptions.Divisions.Single(d => d.Value == options.Bins).Key} --frequency {options.Frequency} --diversity {options.Diversity}{instruction}");
    }
}
