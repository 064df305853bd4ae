namespace Ggsm.Evaluation;

/// <summary>How well queries find their own answers.</summary>
/// <param name="Candidates">Different answers in the pool; equal ones are one.</param>
/// <param name="Recalls">Recall at each K asked for.</param>
/// <param name="MeanReciprocalRank">The mean of 1/rank.</param>
/// <param name="Ranks">The rank of each query's answer, from 1, <c>[queries]</c>.</param>
public sealed record RetrievalResult(int Candidates, IReadOnlyList<RecallAtK> Recalls, double MeanReciprocalRank, IReadOnlyList<int> Ranks)
{
    /// <summary>Recall at one of the Ks asked for.</summary>
    public double RecallAt(int k) => Find(k).Recall;

    /// <summary>Chance at one of the Ks asked for.</summary>
    public double ChanceAt(int k) => Find(k).Chance;

    private RecallAtK Find(int k) =>
        Recalls.FirstOrDefault(r => r.K == k) ?? throw new ArgumentOutOfRangeException(nameof(k), k, "recall was not computed at this K");
}
