using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Notebooks;

/// <summary>
/// A recipe run through its schedule without a decoder, on made-up gradients that are the same for every recipe of one seed:
/// what is left to differ between two rehearsals is the recipe.
/// </summary>
/// <param name="Name">The recipe's name.</param>
/// <param name="FutureWeights">The mean weight of the pairs j &gt; i at each update's last micro-batch.</param>
public sealed record MaskRehearsal(string Name, IReadOnlyList<double> FutureWeights)
{
    private const int Batch = 16;
    private const int Length = 24;

    /// <summary>Rehearses a recipe with its default options.</summary>
    /// <param name="recipe">A name of <see cref="MaskRecipes.Names"/>.</param>
    /// <param name="schedule">Warm-up and total steps, in the recipe's own clock.</param>
    /// <param name="updates">Optimiser updates.</param>
    /// <param name="accumulation">Micro-batches an update.</param>
    /// <param name="norm">The mean gradient norm of a position.</param>
    /// <param name="seed">Decides gradients and padding.</param>
    /// <exception cref="BadInputException">There is no such recipe.</exception>
    public static MaskRehearsal Of(string recipe, MaskSchedule schedule, int updates, int accumulation = 1, double norm = 0.5, ulong seed = 1)
    {
        using var scope = NewDisposeScope();
        var rehearsed = MaskRecipes.Create(recipe, schedule);
        var random = SeededRandom.For(seed, "mask rehearsal");
        var weights = new double[updates];
        for (int update = 0; update < updates; update++)
        {
            for (int micro = 0; micro < accumulation; micro++)
            {
                using var stepScope = NewDisposeScope();
                long step = rehearsed.Clock == MaskClock.Update ? update : (update * accumulation) + micro;
                var padding = MakePadding(random);
                var plan = rehearsed.Plan(new MaskInput(Tower.User, step, zeros(Batch, Length, 1), padding, padding.sum(1) - 1));
                weights[update] = Masks.FutureWeights.Mean(plan.FutureWeights, padding);
                var gradient = MakeGradient(random, norm);
                if (rehearsed.Wants(Tower.User, step) is not null)
                    rehearsed.Observe(new HiddenGradient(Tower.User, step, gradient, padding, Accumulation: accumulation));
            }
        }

        return new MaskRehearsal(recipe, weights);
    }

    /// <summary>Gradients of one feature, so that a position's norm is its value, uniform in 0 to twice the mean.</summary>
    private static Tensor MakeGradient(SeededRandom random, double norm)
        => tensor(Enumerable.Range(0, Batch * Length).Select(_ => (float)(2 * norm * random.NextDouble())).ToArray(), Batch, Length, 1);

    private static Tensor MakePadding(SeededRandom random)
    {
        var real = new bool[Batch * Length];
        for (int row = 0; row < Batch; row++) real.AsSpan(row * Length, (Length / 2) + random.NextInt((Length / 2) + 1)).Fill(true);
        return tensor(real, Batch, Length);
    }
}
