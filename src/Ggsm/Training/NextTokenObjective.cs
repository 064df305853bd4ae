using Ggsm.Batches;
using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Runs;
using Ggsm.Users;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// Trains a small decoder from random weights to predict the next token under the causal mask, and at the end of each sequence a bag of
/// the words before (<see cref="NextTokenLoss"/>), on the texts of the training people alone. A transition from causal to bidirectional
/// attention has something to protect only when the decoder has learnt causally first.
/// </summary>
/// <remarks>
/// An item is a sequence: of pair n the query up to its anchor is item 2n, the answer up to <c>&lt;EOS&gt;</c> item 2n + 1, the way the
/// two towers will read them. Nothing follows an anchor, so its state is not bent towards the one token that all answers begin with;
/// started from one sequence a pair, contrastive training found fewer held-out people.
/// </remarks>
internal sealed class NextTokenObjective : ITrainingObjective
{
    private readonly TrainingConfig config;
    private readonly TrainingData data;
    private readonly DecoderModel decoder;
    private readonly NextTokenLoss loss;
    private readonly IReadOnlyList<TokenSequence> sequences;
    private readonly BatchSampler order;
    private double bagOfWords;

    /// <param name="config">What to do, resolved.</param>
    /// <param name="data">Whose texts: the training pairs are trained on, the held-out ones only measured.</param>
    /// <param name="device">Where.</param>
    /// <param name="checkpoint">The checkpoint that is resumed; null to start from weights drawn from the current seed.</param>
    public NextTokenObjective(TrainingConfig config, TrainingData data, Device device, string? checkpoint)
    {
        this.config = config;
        this.data = data;
        var events = EventTensorsBuilder.EncoderFor(config.Data.Input);
        decoder = checkpoint is null ? new DecoderModel(config.DecoderFor(data.VocabularySize)) : PretrainedDecoder.Load(checkpoint, events: events);
        if (checkpoint is null && events is not null)
            decoder.AddEvents(events);
        decoder.to(device);
        decoder.Execution = config.Model.Execution;
        loss = new NextTokenLoss(decoder, data.PadId, device);
        sequences = SequencesOf(data.Train);
        order = new BatchSampler(
            [.. Enumerable.Range(0, sequences.Count)], Math.Min(config.Data.BatchSize, sequences.Count), config.Run.Seed, config.Data.BucketBatches, SizeOf);
    }

    public int[] Items(long position) => order.Batch(position);

    public double LossOfGuessing => Math.Log(data.VocabularySize);

    public long LongestInput { get; private set; }

    public int MaxPositions => decoder.Config.MaxPositions;

    public EncoderModel? Encoder => null;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => decoder.named_parameters().Select(p => (p.name, p.parameter));

    public (double Loss, long Tokens) Backward(int[] items, long step, int micro)
    {
        if (micro == 0)
            bagOfWords = 0;
        TokenSequence[] batch = [.. items.Select(i => sequences[i])];
        LongestInput = Math.Max(LongestInput, batch.Max(s => s.Length));
        var (nextTokens, words) = loss.Both(batch);
        nextTokens /= NextTokenLoss.Predictions(batch);
        words /= NextTokenLoss.Bags(batch);
        var sum = nextTokens + (config.Loss.BagOfWordsWeight * words);
        (config.Optimizer.AccumulationSteps == 1 ? sum : sum / config.Optimizer.AccumulationSteps).backward();
        bagOfWords += words.item<float>();
        return (FiniteIfPerplexityIs(nextTokens.item<float>()), batch.Sum(s => (long)s.Length));
    }

    public StepRecord Complete(StepRecord record, Action<MaskSnapshot> keep) =>
        record with { Perplexity = Math.Exp(record.Loss), BagOfWordsLoss = bagOfWords / config.Optimizer.AccumulationSteps };

    public UpdateEvidence Examine(UpdateEvidence evidence) => evidence with { Pairs = [.. evidence.Pairs.Select(item => item / 2).Distinct()] };

    public EvaluationRecord Evaluate(long step)
    {
        TokenPair[] pairs = [.. data.HeldOut.Take(config.Run.EvalPairs)];
        return new() { Step = step, Loss = Mean(SequencesOf(pairs)), Pairs = pairs.Length };
    }

    public TrainingResult Measure(TrainingResult result)
    {
        var heldOut = SequencesOf(HeldOutSample.Of(data.HeldOut, config.Run.EvaluationPairs, config.Run.Seed));
        if (heldOut.Count == 0)
            return result;
        var mean = Mean(heldOut);
        return result with
        {
            HeldOutTokens = NextTokenLoss.Predictions(heldOut),
            HeldOutLoss = mean,
            HeldOutPerplexity = Math.Exp(mean),
            HeldOutUnigramLoss = NextTokenLoss.Unigram(sequences, heldOut, data.VocabularySize),
        };
    }

    public void Save(string directory) => PretrainedDecoder.Save(decoder, directory);

    public void SaveFinished(string directory) => Save(directory);

    public void Dispose() => decoder.Dispose();

    private static MapStyleList<TokenSequence> SequencesOf(IReadOnlyList<TokenPair> pairs) =>
        new(2 * pairs.Count, i => i % 2 == 0 ? pairs[i / 2].User : pairs[i / 2].Answer);

    private static double FiniteIfPerplexityIs(double loss) => double.IsInfinity(Math.Exp(loss)) ? double.PositiveInfinity : loss;

    /// <summary>How long an item is, for sorting only.</summary>
    private int SizeOf(int item)
    {
        var (query, answer) = data.SizeOf(item / 2);
        return item % 2 == 0 ? query : answer;
    }

    private double Mean(IReadOnlyList<TokenSequence> heldOut)
    {
        using var noGradient = no_grad();
        var sum = 0.0;
        foreach (var batch in heldOut.OrderBy(s => s.Length).Chunk(config.Data.BatchSize))
        {
            using var scope = NewDisposeScope();
            sum += loss.NextTokens(batch).item<float>();
        }

        var mean = FiniteIfPerplexityIs(sum / NextTokenLoss.Predictions(heldOut));
        return double.IsFinite(mean) ? mean : throw new NotFiniteNumberException(FormattableString.Invariant($"the loss is {mean}."));
    }
}
