using System.Text.Json.Serialization;

namespace Ggsm.Decoder;

/// <summary>
/// Low-rank adaptation (LoRA): the decoder's weights stay frozen, and each targeted projection W learns
/// <c>W + alpha / rank * B A</c>. The defaults are the paper's (arXiv 2602.10622: rank 64, alpha 64; it names no dropout and no
/// targets); the released code trains with rank 32 and alpha 32, no dropout, on all seven projections.
/// </summary>
public sealed record LoraConfig
{
    /// <summary>The projections of a layer, in their order; each may be a target.</summary>
    public static IReadOnlyList<string> Projections { get; } = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

    /// <summary>Rows of A and columns of B.</summary>
    public int Rank { get; init; } = 64;

    /// <summary>The update is scaled by alpha / rank.</summary>
    public double Alpha { get; init; } = 64;

    /// <summary>Share of A's inputs dropped in training, 0 to below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>The projections of every layer that learn.</summary>
    public IReadOnlyList<string> Targets { get; init; } = Projections;

    /// <summary>Whether the update is scaled by alpha / sqrt(rank) instead (rank-stabilised LoRA, arXiv 2312.03732).</summary>
    public bool RankStabilized { get; init; }

    /// <summary>What B A is multiplied by.</summary>
    [JsonIgnore]
    public double Scaling => Alpha / (RankStabilized ? Math.Sqrt(Rank) : Rank);

    /// <summary>Checks every value.</summary>
    /// <param name="file">The file they came from, for the message.</param>
    /// <exception cref="BadInputException">A value cannot be used; the message names it.</exception>
    public void Validate(string? file = null)
    {
        Require(Rank >= 1, "lora.rank", $"{Rank} was given, 1 or more is expected.");
        Require(Alpha is > 0 and < double.PositiveInfinity, "lora.alpha", FormattableString.Invariant($"{Alpha} was given, more than 0 is expected."));
        Require(Dropout is >= 0 and < 1, "lora.dropout", FormattableString.Invariant($"{Dropout} was given, 0 to below 1 is expected."));
        Require(Targets.Count > 0, "lora.targets", "there are none.");
        foreach (var target in Targets)
            Require(Projections.Contains(target), "lora.targets", $"'{target}' is no projection of this decoder; there are {string.Join(", ", Projections)}.");
        Require(Targets.Distinct().Count() == Targets.Count, "lora.targets", "one is named twice.");

        void Require(bool holds, string field, string problem)
        {
            if (!holds)
                throw new BadInputException(problem, file, field: field);
        }
    }
}
