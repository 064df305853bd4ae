using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

/// <summary>Inputs and gradients for recipes.</summary>
internal static class MaskTesting
{
    public const int Hidden = 16;

    /// <summary>Rows of the lengths given; in the user tower the first half of each row, rounded down, is the user segment.</summary>
    public static MaskInput Input(long length, long step, Tower tower = Tower.User, int[]? lengths = null)
    {
        var padding = TestTensors.Padding(length, lengths ?? [(int)length]);
        var states = TestTensors.Normal(new Random(3), padding.shape[0], length, Hidden);
        var anchor = padding.to(ScalarType.Int64).sum(1) - 1;
        var segments = arange(length).unsqueeze(0) >= ((anchor + 1) / 2).floor().unsqueeze(1);
        return new MaskInput(tower, step, states, padding, anchor.clamp_min(0))
        {
            Segments = tower == Tower.User ? segments.to(ScalarType.Int64) : null,
        };
    }

    /// <summary>Every recipe as it is by default, then with its options turned; each is what <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Cases =>
    [
        .. MaskRecipes.Names,
        "span-scheduler growth=cosine",
        "ggsm preset=as-released",
        "ggsm aggregation=sum source=input clock=micro-batch",
        "ggsm ema-decay=0.5 scaling=mean-scaled",
        "ggsm guide=user scaling=z-score",
        "ggsm per=sequence",
        "ggsm-scaled per=sequence",
        "ggsm-released ema-decay=0.5",
        "hybrid-mask guide=own ema-decay=0.5",
        "hybrid-mask guide=own per=sequence scaling=mean-scaled",
    ];

    /// <summary>A recipe for states of <see cref="Hidden"/>: its name, then its options as name=value.</summary>
    public static MaskRecipe Create(string recipe, MaskSchedule schedule)
    {
        var words = recipe.Split(' ');
        return MaskRecipes.Create(words[0], new MaskSettings(schedule)
        {
            HiddenSize = Hidden,
            Options = words.Skip(1).Select(w => w.Split('=')).ToDictionary(w => w[0], w => w[1]),
        });
    }

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
            Observe(recipe, t, ones([rows, length], dtype: ScalarType.Bool), random, scale);
    }

    /// <summary>Gives a recipe that waits for the gradients of the very rows it masks random ones; does nothing for others.</summary>
    public static void RunAhead(MaskRecipe recipe, MaskInput input, Random random, double scale = 1)
    {
        if ((recipe.Wants(Tower.User, input.Step) ?? recipe.Wants(Tower.Answer, input.Step)) is { Copy: not TowerCopy.Live })
            Observe(recipe, input.Step, input.Padding, random, scale);
    }

    private static void Observe(MaskRecipe recipe, long step, Tensor padding, Random random, double scale)
    {
        foreach (var tower in Enum.GetValues<Tower>())
        {
            if (recipe.Wants(tower, step) is not { } wanted)
                continue;
            using var scope = NewDisposeScope();
            recipe.Observe(new HiddenGradient(
                tower, step, TestTensors.Normal(random, padding.shape[0], padding.shape[1], Hidden) * scale, padding, wanted.Copy));
        }
    }

    public static float Sigmoid(double x) => (float)(1 / (1 + Math.Exp(-x)));
}
