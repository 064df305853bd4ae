using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Encoders;
using Ggsm.Evaluation;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Users;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>Measures a model on held-out pairs while it trains. It draws nothing and changes nothing that training reads.</summary>
internal static class HeldOutEvaluation
{
    private const int EncodedTogether = 32;

    /// <summary>Recall and loss over the first held-out pairs.</summary>
    public static EvaluationRecord Measure(
        EncoderModel model, InfoNceLoss loss, TrainingConfig config, TrainingData data, Device device, long step)
    {
        TokenPair[] pairs = [.. data.HeldOut.Take(config.Run.EvalPairs)];
        var users = model.Compare(Tower.User, [.. pairs.Select(p => p.User)], data.PadId, data.Marks, device, EncodedTogether, CancellationToken.None);
        var answers = model.Compare(Tower.Answer, [.. pairs.Select(p => p.Answer)], data.PadId, null, device, EncodedTogether, CancellationToken.None);
        var (sameUsers, sameAnswers) = (SequenceIdentity.Of(pairs.Select(p => p.User)), SequenceIdentity.Of(pairs.Select(p => (TokenSequence)p.Answer)));
        var retrieval = Retrieval.RecallAtK(users, answers, sameAnswers, 1, 10);
        return new EvaluationRecord
        {
            Step = step,
            Loss = Mean(loss, users, answers, sameUsers, sameAnswers, config.Data.BatchSize, device),
            RecallAt1 = retrieval.RecallAt(1),
            RecallAt10 = retrieval.RecallAt(10),
            ChanceAt10 = retrieval.ChanceAt(10),
            Pairs = pairs.Length,
        };
    }

    private static double Mean(InfoNceLoss loss, float[,] users, float[,] answers, int[] sameUsers, int[] sameAnswers, int batchSize, Device device)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (u, a) = (tensor(users, device: device), tensor(answers, device: device));
        var (ofUsers, ofAnswers) = (Ids(sameUsers), Ids(sameAnswers));
        var batch = Math.Min(batchSize, users.GetLength(0));
        return Enumerable.Range(0, users.GetLength(0) / batch)
            .Average(i => loss.Compute(Rows(u, i), Rows(a, i), identities: new PairIdentities(Rows(ofUsers, i), Rows(ofAnswers, i))).item<float>());

        Tensor Ids(int[] ids) => tensor(Array.ConvertAll(ids, id => (long)id), device: device);

        Tensor Rows(Tensor all, int i) => all.narrow(0, (long)i * batch, batch);
    }
}

/// <summary>Ranks every held-out user's own answer among the different held-out answers.</summary>
internal static class HeldOutRetrieval
{
    private const int BatchSize = 32;

    /// <summary>Embeds both sides under the recipe's final mask; recall at 1 and at 10.</summary>
    public static RetrievalResult Measure(EncoderModel model, IReadOnlyList<TokenPair> pairs, int padId, PromptMarks? marks, Device device)
    {
        var users = model.Compare(Tower.User, [.. pairs.Select(p => p.User)], padId, marks, device, BatchSize, CancellationToken.None);
        var answers = model.Compare(Tower.Answer, [.. pairs.Select(p => p.Answer)], padId, null, device, BatchSize, CancellationToken.None);
        return Retrieval.RecallAtK(users, answers, SequenceIdentity.Of(pairs.Select(p => (TokenSequence)p.Answer)), 1, 10);
    }
}

/// <summary>The held-out pairs a test is made on: all of them, or as many as it takes, chosen by the seed.</summary>
internal static class HeldOutSample
{
    /// <summary>The pairs, in the order of the data.</summary>
    /// <param name="pairs">All held-out pairs; only those chosen are read.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="seed">Decides which.</param>
    public static IReadOnlyList<TokenPair> Of(IReadOnlyList<TokenPair> pairs, int most, long seed)
    {
        int[] chosen = [.. Enumerable.Range(0, pairs.Count)];
        if (chosen.Length > most)
        {
            SeededRandom.For(unchecked((ulong)seed), "held-out sample").Shuffle<int>(chosen);
            chosen = [.. chosen.Take(most).Order()];
        }

        return [.. chosen.Select(i => pairs[i])];
    }
}
