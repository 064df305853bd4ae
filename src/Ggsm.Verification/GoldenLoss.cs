using Ggsm.Contrastive;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Verification;

/// <summary>Both losses: value and gradients of each case.</summary>
internal static class GoldenLoss
{
    public static IEnumerable<GoldenCase> Verify(string path, Device device, GoldenTolerance tolerance)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        foreach (var (example, i) in GoldenNode.Read(path).Get("cases").Items().Select((c, i) => (c, i)))
        {
            using var scope = NewDisposeScope();
            var (asked, options) = example.Has("queries")
                ? ("queries", InfoNceOptions.AsReleased)
                : ("users", InfoNceOptions.AsDescribed);
            var users = example.Get(asked).Floats(device).requires_grad_();
            var answers = example.Get("answers").Floats(device).requires_grad_();
            var loss = new InfoNceLoss(options with
            {
                Temperature = example.Get("temperature").Number(),
                Margin = example.Get("margin").Number(),
            }).Compute(users, answers);
            loss.backward();
            var gradients = Math.Max(
                GoldenError.Absolute(users.grad!, example.Get("grad_" + asked).Floats(device)),
                GoldenError.Absolute(answers.grad!, example.Get("grad_answers").Floats(device)));
            yield return new GoldenCase($"{name}/{i + 1}/loss", GoldenError.Absolute(loss.item<float>(), example.Get("loss").Number()), tolerance.Value);
            yield return new GoldenCase($"{name}/{i + 1}/gradients", gradients, tolerance.Gradient);
        }
    }
}
