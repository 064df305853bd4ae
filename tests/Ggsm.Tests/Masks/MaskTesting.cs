using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

/// <summary>Inputs and gradients for recipes.</summary>
internal static class MaskTesting
{
    public const int Hidden = 8;

    /// <summary>Rows of the lengths given; in the user tower the first half of each row, rounded down, is the user segment.</summary>
    public static MaskInput Input(long length, long step, Tower tower = Tower.User, int[]? lengths = null)
    {
        var padding = TestTensors.Padding(length, lengths ?? [(int)length]);
        var states = zeros([padding.shape[0], length, Hidden]);
        var anchor = padding.to(ScalarType.Int64).sum(1) - 1;
        var segments = arange(length).unsqueeze(0) >= ((anchor + 1) / 2).floor().unsqueeze(1);
        return new MaskInput(tower, step, states, padding, anchor.clamp_min(0))
        {
            Segments = tower == Tower.User ? segments.to(ScalarType.Int64) : null,
        };
    }

    /// <summary>A recipe with default options, for states of <see cref="Hidden"/>.</summary>
    public static MaskRecipe Create(string name, MaskSchedule schedule) =>
        MaskRecipes.Create(name, new MaskSettings(schedule) { HiddenSize = Hidden });

    /// <summary>A gradient whose norm at each position is the number given, the same in every row.</summary>
    public static HiddenGradient Gradient(Tower tower, long step, float[] norms, int rows = 1)
    {
        var gradient = zeros([rows, norms.Length, Hidden]);
        gradient.select(2, 0).copy_(tensor(norms).unsqueeze(0).expand(rows, norms.Length));
        return new HiddenGradient(tower, step, gradient, ones([rows, norms.Length], dtype: ScalarType.Bool));
    }

    /// <summary>Runs the observing part of steps before <paramref name="step"/> with random gradients.</summary>
    public static void Learn(MaskRecipe recipe, long step, long length, Random random, double scale = 1, int rows = 2)
    {
        for (long t = 0; t < step; t++)
        {
            foreach (var tower in Enum.GetValues<Tower>())
            {
                if (recipe.Wants(tower, t) is null)
                    continue;
                using var scope = NewDisposeScope();
                recipe.Observe(new HiddenGradient(
                    tower, t, TestTensors.Normal(random, rows, length, Hidden) * scale, ones([rows, length], dtype: ScalarType.Bool)));
            }
        }
    }

    public static float Sigmoid(double x) => (float)(1 / (1 + Math.Exp(-x)));
}
