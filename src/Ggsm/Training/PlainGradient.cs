using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// The whole batch in one graph. On a processor of several cores the towers run side by side, each on its share of the threads: they
/// meet in the loss alone, and the products of small decoders are too short to be worth dividing.
/// </summary>
internal sealed class PlainGradient(ContrastiveHead head) : IGradientPath
{
    public MicroBatchOutcome Run(TowerEncoder encoder, PairBatch batch, long maskStep, int accumulation)
    {
        // Two sums into a gradient that is there already would depend on which tower came first.
        var together = encoder.RunsBesideItself && accumulation == 1 && batch.Query.Ids.device_type == DeviceType.CPU && get_num_threads() > 1;
        var (user, answer) = together
            ? SideBySide.Run(() => Encode(Tower.User, batch.Query), () => Encode(Tower.Answer, batch.Answer))
            : (Encode(Tower.User, batch.Query), Encode(Tower.Answer, batch.Answer));
        var value = together ? LossOfLeaves() : LossOfOneGraph();
        Report(encoder.Recipe, user, accumulation);
        Report(encoder.Recipe, answer, accumulation);
        return new(value.item<float>(), user, answer, FutureWeights.Mean(user.Plan.FutureWeights, user.Padding));

        TowerPass Encode(Tower tower, TokenBatch tokens) => encoder.Encode(tower, tokens, maskStep, EncodingMode.Training);

        Tensor LossOfOneGraph()
        {
            var loss = head.Loss(batch, head.Project(user.Embeddings), head.Project(answer.Embeddings));
            var share = accumulation == 1 ? loss : loss / accumulation;
            share.backward();
            user.FinishBackward();
            answer.FinishBackward();
            return loss;
        }

        Tensor LossOfLeaves()
        {
            var (users, answers) = (user.Embeddings.detach().requires_grad_(), answer.Embeddings.detach().requires_grad_());
            var loss = head.Loss(batch, head.Project(users), head.Project(answers));
            loss.backward();
            SideBySide.Run(() => Backward(user, users.grad!), () => Backward(answer, answers.grad!));
            return loss;
        }
    }

    private static TowerPass Backward(TowerPass pass, Tensor gradient)
    {
        pass.Embeddings.backward([gradient]);
        pass.FinishBackward();
        return pass;
    }

    private static void Report(MaskRecipe recipe, TowerPass pass, int accumulation)
    {
        if (pass.Guiding?.grad is not { } gradient)
            return;
        var ofOwnLoss = accumulation == 1 ? gradient : gradient * accumulation;
        recipe.Observe(new HiddenGradient(pass.Tower, pass.Step, ofOwnLoss, pass.Padding, pass.Copy, accumulation));
    }
}
