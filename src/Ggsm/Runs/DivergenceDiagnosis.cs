using System.Globalization;
using System.Text;

namespace Ggsm.Runs;

/// <summary>Why a run was stopped early, as far as what was seen tells; <c>divergence</c> in <c>metrics.json</c>.</summary>
public sealed record DivergenceDiagnosis
{
    private const int MostPairsNamed = 12;

    /// <summary>The update it was stopped at, counted from 0.</summary>
    public required long Step { get; init; }

    /// <summary>What happened, for example that the loss is not a number.</summary>
    public required string Problem { get; init; }

    /// <summary>What was looked at and found, in words with numbers.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>What may have caused it and what to try, the likeliest first; at least one.</summary>
    public required IReadOnlyList<string> LikelyCauses { get; init; }

    /// <summary>The pairs of the update's last micro-batch, by their place in the training part, counted from 0.</summary>
    public required IReadOnlyList<int> Pairs { get; init; }

    /// <summary>Those of <see cref="Pairs"/> whose own embeddings are not numbers; empty when none or all are.</summary>
    public IReadOnlyList<int> PairsAtFault { get; init; } = [];

    /// <summary>The whole diagnosis in a few lines.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Training has diverged at update {Step}: {Problem}");
        foreach (var seen in Evidence)
            text.AppendLine(CultureInfo.InvariantCulture, $"  seen: {seen}");
        for (var i = 0; i < LikelyCauses.Count; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"  likely cause {i + 1}: {LikelyCauses[i]}");
        text.Append("  pairs of the batch (place in the training part, from 0): ").AppendJoin(", ", Pairs.Take(MostPairsNamed));
        if (Pairs.Count > MostPairsNamed)
            text.Append(CultureInfo.InvariantCulture, $" and {Pairs.Count - MostPairsNamed} more");
        return text.ToString();
    }
}
