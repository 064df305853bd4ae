using Ggsm.Training;

namespace Ggsm.Tests.Training;

internal sealed class EachStep(Action<TrainingProgress> action) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => action(value);
}
