using Ggsm.Checkpoints;
using Ggsm.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Verification;

/// <summary>A tiny checkpoint under several masks: final states, a loss, and gradients of parameters.</summary>
internal static class GoldenDecoder
{
    public static IEnumerable<GoldenCase> Verify(string directory, Device device, GoldenTolerance tolerance)
    {
        var name = Path.GetFileName(directory);
        var expected = GoldenNode.Read(Path.Combine(directory, "expected.json"));
        using var decoder = PretrainedDecoder.Load(directory).to(device);
        var parameters = decoder.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (mask, reference) in expected.Get("masks").Members())
        {
            using var scope = NewDisposeScope();
            decoder.zero_grad();
            var ids = expected.Get("input_ids").Integers(device);
            var hidden = decoder.Forward(DecoderInput.OfIds(ids, reference.Get("bias").Floats(device))).LastHiddenState;
            var loss = (hidden * linspace(-1, 1, hidden.NumberOfElements, device: device).view(hidden.shape)).sum();
            loss.backward();
            double gradients = 0;
            foreach (var (parameter, gradient) in reference.Get("grads").Members())
            {
                if (!parameters.TryGetValue(parameter, out var found))
                    throw gradient.Wrong($"the gradient of a parameter of the decoder; it has no {parameter}");
                gradients = Math.Max(gradients, GoldenError.Absolute(found.grad!, gradient.Floats(device)));
            }

            yield return new GoldenCase($"{name}/{mask}/states", GoldenError.Absolute(hidden, reference.Get("hidden").Floats(device)), tolerance.Value);
            yield return new GoldenCase($"{name}/{mask}/loss", GoldenError.Absolute(loss.item<float>(), reference.Get("loss").Number()), tolerance.Value);
            yield return new GoldenCase($"{name}/{mask}/gradients", gradients, tolerance.Gradient);
        }
    }
}
