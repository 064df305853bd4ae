using Ggsm.Contrastive;
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
public static class RecipeRehearsal
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
    public static RehearsedMask Run(MaskRequest request, CancellationToken cancellation = default)
    {
        request.Validate();
        var config = new TrainingConfig
        {
            Recipe = request.Recipe,
            RecipeOptions = request.RecipeOptions,
            Seed = request.Seed,
            Steps = request.TotalSteps,
            MaskWarmup = request.MaskWarmup,
        }.Resolved();
        using var scope = NewDisposeScope();
        manual_seed(config.Seed);
        using var model = EncoderModel.Create(config, VocabularySize, CPU);
        using var updater = new ClippedAdamW(model.NamedParameters(), config.WeightDecay, config.ClipNorm);
        var loss = new InfoNceLoss(config.LossOptions);
        using var guiding = new GuidingStep(model.Tower, encoder => new ContrastiveStep(encoder, loss), updater.Parameters, model.Freeze(0, CPU));
        var step = new ContrastiveStep(model.Tower, loss, guiding: guiding);
        var recipe = model.Tower.Recipe;
        var (first, last) = LearningSteps(recipe, request.Step);
        for (var t = first; t <= last; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stepScope = NewDisposeScope();
            var (query, answer) = Pairs(request, t);
            step.Run(query, answer, t);
            updater.Step(config.LearningRate);
        }

        var view = Take(model, step, recipe, request);
        return new RehearsedMask(view, config.Schedule, recipe.Options, last + 1 - first,
            Guided: Enum.GetValues<Tower>().Any(tower => recipe.Wants(tower, 0) is not null), Trained: recipe.Learnable is not null);
    }

    private static MaskView Take(EncoderModel model, ContrastiveStep step, MaskRecipe recipe, MaskRequest request)
    {
        using var scope = NewDisposeScope();
        var (query, answer) = Pairs(request, request.Step);
        var batch = request.Tower == Tower.User ? query : answer;
        TowerPass pass;
        if (request.Phase == MaskPhase.Inference)
        {
            pass = model.Tower.Encode(request.Tower, batch, request.Step, request.Phase);
        }
        else
        {
            var outcome = step.Run(query, answer, request.Step);
            pass = request.Tower == Tower.User ? outcome.User : outcome.Answer;
        }

        var input = new MaskInput(request.Tower, request.Step, zeros(Batch, request.Length, 1), batch.Padding, batch.LastPositions)
        {
            Segments = batch.Segments,
            Phase = request.Phase,
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
    private static (TokenBatch Query, TokenBatch Answer) Pairs(MaskRequest request, long step)
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
