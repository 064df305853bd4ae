using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Ggsm.Contrastive;

/// <summary>
/// A temperature trained with the model, as its logarithm, so that a step changes it by a factor and it stays positive.
/// Keep it in its range with <see cref="Clamp"/> after every update; inside the range its gradient is never cut.
/// </summary>
public sealed class LearnableTemperature : nn.Module
{
    /// <summary>The least temperature: similarities are multiplied by 100 at most (the limit of CLIP, arXiv 2103.00020).</summary>
    public const double Least = 0.01;

    /// <summary>The largest temperature: above it cosines, which differ by 2 at most, hardly tell pairs apart.</summary>
    public const double Most = 1;

    [ComponentName(Name = "log_temperature")]
    private readonly Parameter logTemperature;

    /// <param name="start">The temperature it starts from.</param>
    /// <exception cref="BadInputException">It is outside of <see cref="Least"/> to <see cref="Most"/>.</exception>
    public LearnableTemperature(double start)
        : base(nameof(LearnableTemperature))
    {
        if (!IsInRange(start))
            throw new BadInputException(FormattableString.Invariant($"a learnable temperature starts between {Least} and {Most}, not at {start}."), field: "temperature");
        logTemperature = nn.Parameter(tensor((float)Math.Log(start)));
        logTemperature.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>The temperature as it is now.</summary>
    public double Current
    {
        get
        {
            using var value = logTemperature.detach().to(ScalarType.Float64);
            return Math.Exp(value.item<double>());
        }
    }

    /// <summary>The temperature as a scalar of the graph.</summary>
    public Tensor Value() => logTemperature.exp();

    /// <summary>Puts a temperature that an update has taken out of its range back on its border.</summary>
    public void Clamp()
    {
        using var noGradient = no_grad();
        logTemperature.clamp_(Math.Log(Least).ToScalar(), Math.Log(Most).ToScalar());
    }

    internal static bool IsInRange(double temperature) => temperature is >= Least and <= Most;
}
