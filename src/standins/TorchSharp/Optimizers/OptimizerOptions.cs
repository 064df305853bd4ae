namespace TorchSharp.Modules;

/// <summary>The settings of one parameter group.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }
}
