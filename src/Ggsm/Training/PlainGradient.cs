using Ggsm.Masks;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>The whole batch in one graph.</summary>
internal sealed class PlainGradient(ContrastiveHead head) : IGradientPath
{
    public MicroBatchOutcome Run(TowerEncoder encoder, PairBatch batch, long maskStep, int accumulation)
    {
        var user = encoder.Encode(Tower.User, batch.Query, maskStep, EncodingMode.Training);
        var answer = encoder.Encode(Tower.Answer, batch.Answer, maskStep, EncodingMode.Training);
        var value = head.Loss(batch, head.Project(user.Embeddings), head.Project(answer.Embeddings));
        var share = accumulation == 1 ? value : value / accumulation;
        share.backward();
        user.FinishBackward();
        answer.FinishBackward();
        Report(encoder.Recipe, user, accumulation);
        Report(encoder.Recipe, answer, accumulation);
        return new(value.item<float>(), user, answer, FutureWeights.Mean(user.Plan.FutureWeights, user.Padding));
    }

    private static void Report(MaskRecipe recipe, TowerPass pass, int accumulation)
    {
        if (pass.Guiding?.grad is not { } gradient)
            return;
        var ofOwnLoss = accumulation == 1 ? gradient : gradient * accumulation;
        recipe.Observe(new HiddenGradient(pass.Tower, pass.Step, ofOwnLoss, pass.Padding, pass.Copy, accumulation));
    }
}
