using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>What can be looked at in an update that went wrong, while its tensors are still there.</summary>
internal sealed record UpdateEvidence
{
    /// <summary>The pairs of the last micro-batch, by their place in the training part.</summary>
    public required IReadOnlyList<int> Pairs { get; init; }

    /// <summary>The learning rate of the update.</summary>
    public double LearningRate { get; init; }

    /// <summary>The temperature of the loss in the update; null for a loss without one.</summary>
    public double? Temperature { get; init; }

    /// <summary>Root mean square of all weights of two dimensions or more; what the learning rate is to be compared with.</summary>
    public double WeightRms { get; init; }

    /// <summary>Parameters that hold something that is not a number or infinite, before the update.</summary>
    public IReadOnlyList<string> BrokenParameters { get; init; } = [];

    /// <summary>Pairs of which an embedding is not finite.</summary>
    public IReadOnlyList<int> BrokenPairs { get; init; } = [];

    /// <summary>The future weights the recipe gave are not all numbers from 0 to 1.</summary>
    public bool BrokenMask { get; init; }

    /// <summary>Pairs in which a tower has nothing to attend to but the position itself: the mask and the padding close all the rest.</summary>
    public IReadOnlyList<int> ClosedPairs { get; init; } = [];

    /// <summary>The loss is a number and the norm of its gradient is not.</summary>
    public bool GradientOnly { get; init; }

    /// <summary>What the parameters tell.</summary>
    /// <param name="parameters">All that train, by name.</param>
    /// <param name="items">The items of the last micro-batch.</param>
    /// <param name="learningRate">That of the update.</param>
    public static UpdateEvidence Of(IEnumerable<(string Name, Parameter Parameter)> parameters, IReadOnlyList<int> items, double learningRate)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var broken = new List<string>();
        double squares = 0, count = 0;
        foreach (var (name, parameter) in parameters)
        {
            if (!parameter.isfinite().all().item<bool>())
                broken.Add(name);
            else if (parameter.dim() > 1)
            {
                squares += parameter.to(ScalarType.Float32).pow(2).sum().item<float>();
                count += parameter.numel();
            }
        }

        return new() { Pairs = items, LearningRate = learningRate, WeightRms = count == 0 ? 0 : Math.Sqrt(squares / count), BrokenParameters = broken };
    }
}
