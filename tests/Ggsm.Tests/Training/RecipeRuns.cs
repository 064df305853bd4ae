using System.Collections.Concurrent;
using Ggsm.Runs;
using Ggsm.Training;

namespace Ggsm.Tests.Training;

/// <summary>
/// For each recipe one run from start to end, and one stopped in the middle of its warm-up and resumed; made once and shared by tests.
/// </summary>
public sealed class RecipeRuns : IDisposable
{
    /// <summary>Updates after which the second run stops.</summary>
    public const int StoppedAt = 2;

    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentDictionary<string, Lazy<Runs>> runs = new();

    /// <summary>The runs of a recipe: its name, then its options as name=value.</summary>
    internal Runs Of(string recipe) => runs.GetOrAdd(recipe, name => new(() => Make(name))).Value;

    internal static TrainingConfig Config(string recipe)
    {
        var words = recipe.Split(' ');
        return ToyTask.Config(words[0], steps: 16).Mask(k => k with { Options = words.Skip(1).Select(w => w.Split('=')).ToDictionary(w => w[0], w => w[1]) });
    }

    public void Dispose() => folder.Dispose();

    private Runs Make(string recipe)
    {
        var name = recipe.Replace(' ', '_');
        var (whole, run) = (folder.At(name, "whole"), folder.At(name, "run"));
        var uninterrupted = new Trainer(Config(recipe), ToyTask.Data()).Train(whole);
        using (var stop = new StopAfter(StoppedAt))
            new Trainer(Config(recipe), ToyTask.Data()).Run(run, stop, stop.Token);
        var stopped = folder.At(name, "stopped");
        Directory.CreateDirectory(stopped);
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(run, "checkpoints", $"step-{StoppedAt:D8}")))
            File.Copy(file, System.IO.Path.Combine(stopped, System.IO.Path.GetFileName(file)));
        var resumed = new Trainer(Config(recipe), ToyTask.Data()).Train(run, resume: true);
        return new(uninterrupted, resumed, whole, run, stopped);
    }

    /// <param name="Uninterrupted">The result of the first run.</param>
    /// <param name="Resumed">The result of the second.</param>
    /// <param name="Whole">The folder of the first.</param>
    /// <param name="Run">The folder of the second.</param>
    /// <param name="Stopped">A copy of the checkpoint it was resumed from.</param>
    internal sealed record Runs(TrainingResult Uninterrupted, TrainingResult Resumed, string Whole, string Run, string Stopped);
}
