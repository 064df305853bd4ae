using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Training;

namespace Ggsm.Tests.Training;

/// <summary>Changes values of a configuration, one record at a time.</summary>
internal static class ConfigExtensions
{
    public static TrainingConfig Data(this TrainingConfig config, Func<DataConfig, DataConfig> change) => config with { Data = change(config.Data) };

    public static TrainingConfig Model(this TrainingConfig config, Func<ModelConfig, ModelConfig> change) => config with { Model = change(config.Model) };

    public static TrainingConfig Mask(this TrainingConfig config, Func<MaskConfig, MaskConfig> change) => config with { Mask = change(config.Mask) };

    public static TrainingConfig Loss(this TrainingConfig config, Func<LossConfig, LossConfig> change) => config with { Loss = change(config.Loss) };

    public static TrainingConfig Optimizer(this TrainingConfig config, Func<OptimizerConfig, OptimizerConfig> change) => config with { Optimizer = change(config.Optimizer) };

    public static TrainingConfig Run(this TrainingConfig config, Func<RunConfig, RunConfig> change) => config with { Run = change(config.Run) };
}
