using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Masks.Algebra;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// Brings a recipe to a step as training would, in a second: a decoder of the quick preset with random weights trains on made-up
/// pairs, the recipe observes the real gradients it asks for, and the mask of that step is taken from the pass itself.
/// </summary>
/// <remarks>
/// A pair is a query and an answer that share one token among noise, so that there is something to learn. Only steps in which
/// the recipe learns (it asks for gradients or has parameters) are rehearsed, and of these the newest <see cref="MostSteps"/>.
/// The same request gives the same mask on one machine and thread count.
/// </remarks>
public static class MaskDryRun
{
    /// <summary>The most steps rehearsed before the one asked for.</summary>
    public const int MostSteps = 300;

    private const int Batch = 8;
    private const int PadId = 0;
    private const int UserId = 1;
    private const int EosId = 2;
    private const int HistoryEndId = 3;
    private const int FirstKey = 4;
    private const int FirstNoise = FirstKey + Batch;
    private const int VocabularySize = 40;

    /// <summary>Rehearses.</summary>
    /// <exception cref="BadInputException">The recipe or one of its options is unknown, or a number cannot be used.</exception>
    public static MaskDryRunResult Run(MaskDryRunOptions request, CancellationToken cancellation = default)
    {
        request.Validate();
        var config = new TrainingConfig
        {
            Model = new() { Pooling = null },
            Mask = new() { Recipe = request.Recipe, Options = request.RecipeOptions, Warmup = request.MaskWarmup },
            Loss = new() { Form = LossForm.AsDescribed },
            Run = new() { Seed = request.Seed, Steps = request.TotalSteps },
        }.Resolved();
        using var scope = NewDisposeScope();
        manual_seed(config.Run.Seed);
        using var model = EncoderModel.Create(config.Model, config.Encoder, config.Schedule, VocabularySize, CPU);
        using var updater = new ClippedAdamW(model.NamedParameters(), config.Optimizer.WeightDecay, config.Optimizer.ClipNorm);
        var loss = new InfoNceLoss(config.Loss.Options);
        using var guiding = new GuidancePass(model.Tower, encoder => new ContrastiveStep(encoder, loss), updater.Parameters, model.Freeze(0, CPU));
        var step = new ContrastiveStep(model.Tower, loss, guiding: guiding);
        var recipe = model.Tower.Recipe;
        var (first, last) = LearningSteps(recipe, request.Step);
        for (var t = first; t <= last; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stepScope = NewDisposeScope();
            var (query, answer) = Pairs(request, t);
            step.Run(query, answer, t);
            updater.Step(config.Optimizer.LearningRate);
        }

        var view = Take(model, step, recipe, request);
        return new MaskDryRunResult(view, config.Schedule, recipe.Options, last + 1 - first,
            Guided: Enum.GetValues<Tower>().Any(tower => recipe.Wants(tower, 0) is not null), Trained: recipe.Learnable is not null);
    }

    private static MaskView Take(EncoderModel model, ContrastiveStep step, MaskRecipe recipe, MaskDryRunOptions request)
    {
        using var scope = NewDisposeScope();
        var (query, answer) = Pairs(request, request.Step);
        var batch = request.Tower == Tower.User ? query : answer;
        TowerOutput pass;
        if (request.Mode == EncodingMode.Inference)
        {
            pass = model.Tower.Encode(request.Tower, batch, request.Step, request.Mode);
        }
        else
        {
            var outcome = step.Run(query, answer, request.Step);
            pass = request.Tower == Tower.User ? outcome.User : outcome.Answer;
        }

        var input = new MaskInput(request.Tower, request.Step, zeros(Batch, request.Length, 1), batch.Padding, batch.LastPositions)
        {
            Segments = batch.Segments,
            Mode = request.Mode,
        };
        return MaskView.Of(recipe, pass.Plan, input);
    }

    private static (long First, long Last) LearningSteps(MaskRecipe recipe, long step)
    {
        var last = step - 1;
        if (recipe.Learnable is null)
        {
            while (last >= 0 && Enum.GetValues<Tower>().All(tower => recipe.Wants(tower, last) is null))
                last--;
        }

        return (Math.Max(0, last + 1 - MostSteps), last);
    }

    /// <summary>The pairs of a step; the first row is the one that is shown.</summary>
    private static (TokenBatch Query, TokenBatch Answer) Pairs(MaskDryRunOptions request, long step)
    {
        var random = SeededRandom.For((ulong)request.Seed, $"mask rehearsal, step {step}");
        var queries = new int[Batch][];
        var answers = new int[Batch][];
        for (var row = 0; row < Batch; row++)
        {
            var length = row == 0 ? request.Length - request.Padding : ((request.Length + 1) / 2) + random.NextInt((request.Length / 2) + 1);
            queries[row] = Sequence(length, FirstKey + row, UserId, random);
            answers[row] = Sequence(length, FirstKey + row, EosId, random);
            if (request.Segment > 0)
                queries[row][Math.Min(request.Segment, length) - 1] = HistoryEndId;
        }

        return (TokenBatch.Create(queries, PadId, CPU, request.Length, new PromptMarks(HistoryEndId)), TokenBatch.Create(answers, PadId, CPU, request.Length));
    }

    private static int[] Sequence(int length, int key, int last, SeededRandom random)
    {
        var sequence = new int[length];
        for (var i = 0; i < length; i++)
            sequence[i] = FirstNoise + random.NextInt(VocabularySize - FirstNoise);
        sequence[random.NextInt(length)] = key;
        sequence[^1] = last;
        return sequence;
    }
}

/// <summary>Which mask <see cref="MaskDryRun"/> is to bring about.</summary>
public sealed record MaskDryRunOptions
{
    /// <summary>The longest row that is rehearsed.</summary>
    public const int LongestRow = 256;

    /// <summary>The mask recipe, a name of <c>MaskRecipes.Names</c>.</summary>
    public required string Recipe { get; init; }

    /// <summary>The recipe's own options, by name.</summary>
    public IReadOnlyDictionary<string, string> RecipeOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>The step whose mask is wanted, counted from 0 by the recipe's clock.</summary>
    public long Step { get; init; }

    /// <summary>T_total of the schedule.</summary>
    public int TotalSteps { get; init; } = 240;

    /// <summary>T_warm as a share of <see cref="TotalSteps"/>.</summary>
    public double MaskWarmup { get; init; } = new MaskConfig().Warmup;

    /// <summary>The tower.</summary>
    public Tower Tower { get; init; } = Tower.User;

    /// <summary>A training step, or the mask the recipe encodes with after training.</summary>
    public EncodingMode Mode { get; init; } = EncodingMode.Training;

    /// <summary>Positions of the row, padding included.</summary>
    public int Length { get; init; } = 12;

    /// <summary>How many of them, at the end, are padding.</summary>
    public int Padding { get; init; }

    /// <summary>How many of them, at the start, are the user segment; only the user tower has one.</summary>
    public int Segment { get; init; }

    /// <summary>Decides the decoder's weights and the made-up pairs.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Checks every number.</summary>
    /// <exception cref="BadInputException">One cannot be used; it is named.</exception>
    internal void Validate()
    {
        Within(Step, 0, 1_000_000, "step");
        Within(TotalSteps, 1, 1_000_000_000, "steps");
        Within(Length, 1, LongestRow, "length");
        Within(Padding, 0, Length - 1, "padding");
        Within(Segment, 0, Length - Padding, "segment");
        if (!(MaskWarmup is >= 0 and <= 1))
            throw new BadInputException(FormattableString.Invariant($"{MaskWarmup} was given, a share between 0 and 1 is expected."), field: "mask_warmup");
    }

    private static void Within(long value, long least, long most, string field)
    {
        if (value < least || value > most)
            throw new BadInputException($"{value} was given, {least} to {most} is expected.", field: field);
    }
}

/// <summary>The mask of one step and row, and how the recipe came to it.</summary>
/// <param name="View">What each position sees.</param>
/// <param name="Schedule">The schedule it was rehearsed under.</param>
/// <param name="RecipeOptions">The recipe's options in force.</param>
/// <param name="RehearsedSteps">Steps trained before it; 0 for a recipe that learns nothing, or at step 0.</param>
/// <param name="Guided">Whether the recipe asks for gradients.</param>
/// <param name="Trained">Whether the recipe has parameters of its own, trained in those steps.</param>
public sealed record MaskDryRunResult(
    MaskView View, MaskSchedule Schedule, IReadOnlyDictionary<string, string> RecipeOptions, long RehearsedSteps, bool Guided, bool Trained);
