using System.CommandLine;
using Ggsm.Training;

namespace Ggsm.Cli;

/// <summary>The options of <c>pretrain</c> that make up a <see cref="TrainingConfig"/>. What is not given comes from the preset, or from the pretraining that is resumed.</summary>
internal sealed class PretrainingOptions
{
    private readonly Option<string> preset = PresetOption.Create();
    private readonly Option<long?> seed = new("--seed") { HelpName = "N", Description = "Decides initial weights and data order. [default: 1]" };
    private readonly InputOptions input = new();
    private readonly Option<int?> steps = new("--steps") { HelpName = "N", Description = "Optimiser updates." };
    private readonly Option<int?> batchSize = new("--batch-size") { HelpName = "N", Description = "Sequences in a batch." };
    private readonly Option<double?> learningRate = RunOptions.LearningRate();
    private readonly Option<double?> summaryWeight = new("--summary-weight") { HelpName = "X", Description = "What the bag of words at the end of each sequence counts beside the next tokens; 0 trains a language model alone." };
    private readonly Option<string?> device = RunOptions.Device();
    private readonly Option<int?> threads = RunOptions.Threads();
    private readonly Option<int?> checkpointEvery = RunOptions.CheckpointEvery();

    public IReadOnlyList<Option> All => [preset, seed, .. input.All, steps, batchSize, learningRate, summaryWeight, device, threads, checkpointEvery];

    /// <param name="parsed">The command line.</param>
    /// <param name="data">The data, which says how users are read unless the command line does.</param>
    /// <param name="resumed">The configuration of the pretraining that is continued; null for a new one.</param>
    /// <exception cref="BadInputException">A value cannot be used.</exception>
    public TrainingConfig Read(ParseResult parsed, string data, TrainingConfig? resumed)
    {
        var start = resumed ?? TrainingConfig.Preset(parsed.GetValue(preset)!, TrainingObjective.NextToken);
        PresetOption.RefuseOther(parsed, preset, start.PresetName);
        return start with
        {
            Seed = parsed.GetValue(seed) ?? start.Seed,
            Input = resumed is null ? input.Form(parsed, data) : input.Given(parsed) ?? start.Input,
            Budget = input.Budget(parsed) ?? start.Budget,
            Steps = parsed.GetValue(steps) ?? start.Steps,
            BatchSize = parsed.GetValue(batchSize) ?? start.BatchSize,
            LearningRate = parsed.GetValue(learningRate) ?? start.LearningRate,
            BagOfWordsWeight = parsed.GetValue(summaryWeight) ?? start.BagOfWordsWeight,
            Device = parsed.GetValue(device) ?? start.Device,
            Threads = parsed.GetValue(threads) ?? start.Threads,
            CheckpointEvery = parsed.GetValue(checkpointEvery) ?? start.CheckpointEvery,
        };
    }
}
