namespace Ggsm.Synthesis.World;

/// <summary>
/// The best reader that sees everything but the order: it knows the habit and which plans each contract had, and weighs every
/// standing that they could have by how often the generator makes it.
/// </summary>
/// <remarks>
/// Its mean standing is zero, yet the plans tell how far the standing may lie on either side; where the link is steep that is worth
/// more than the habit alone.
/// </remarks>
internal static class OrderFreeReader
{
    /// <summary>How often each standing comes of these plans, over all orders in which a user may have taken them.</summary>
    /// <param name="contracts">The values of the plans of each contract in use.</param>
    /// <param name="control">Which of them count.</param>
    /// <returns>Standings with their probabilities, ascending; the probabilities add up to 1.</returns>
    public static IEnumerable<(int Standing, double Probability)> Standings(IReadOnlyList<IReadOnlyList<int>> contracts, ForwardControl control)
    {
        var furthest = contracts.Sum(plans => plans.Sum(Math.Abs));
        var total = new double[(2 * furthest) + 1];
        for (var pattern = 0; pattern < 1 << contracts.Count; pattern++)
        {
            int[] directions = [.. contracts.Select((_, c) => (pattern >> c & 1) == 0 ? 1 : -1)];
            var reached = new double[total.Length];
            reached[furthest] = ContractScene.ShareOf(directions, contracts, control);
            for (var c = 0; c < directions.Length; c++)
            {
                var next = new double[total.Length];
                foreach (var (value, share) in ContractScene.Outcomes(contracts[c], directions[c], control))
                {
                    for (var at = Math.Max(0, -value); at < Math.Min(total.Length, total.Length - value); at++)
                        next[at + value] += share * reached[at];
                }

                reached = next;
            }

            for (var at = 0; at < total.Length; at++)
                total[at] += reached[at];
        }

        for (var at = 0; at < total.Length; at++)
        {
            if (total[at] > 0)
                yield return (at - furthest, total[at]);
        }
    }
}
