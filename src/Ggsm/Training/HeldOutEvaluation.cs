using Ggsm.Contrastive;
using Ggsm.Evaluation;
using Ggsm.Masks;
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
        TokenPair[] pairs = [.. data.HeldOut.Take(config.EvalPairs)];
        var users = model.Compare(Tower.User, [.. pairs.Select(p => p.User)], data.PadId, data.Marks, device, EncodedTogether, CancellationToken.None);
        var answers = model.Compare(Tower.Answer, [.. pairs.Select(p => p.Answer)], data.PadId, null, device, EncodedTogether, CancellationToken.None);
        var (sameUsers, sameAnswers) = (SequenceIdentity.Of(pairs.Select(p => p.User)), SequenceIdentity.Of(pairs.Select(p => (TokenSequence)p.Answer)));
        var retrieval = Retrieval.RecallAtK(users, answers, sameAnswers, 1, 10);
        return new EvaluationRecord
        {
            Step = step,
            Loss = Mean(loss, users, answers, sameUsers, sameAnswers, config.BatchSize, device),
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
