using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// A forward pass that keeps each layer's input and nothing inside the layers. Backward runs the layers once more, one at a time
/// and with the same draws of dropout, so that one layer's graph exists at a time: less memory for about a third more time.
/// </summary>
/// <remarks>
/// <para>
/// The graph of <see cref="Output"/> ends at the last layer's output. Take the loss backward as usual, then call
/// <see cref="Backward"/>: it takes the gradient on through the layers to the parameters, and to the input and the bias where they
/// require one. Without it the layers learn nothing. (TorchSharp has neither <c>torch.utils.checkpoint</c> nor hooks on tensors.)
/// </para>
/// <para>
/// The hidden states of the output are leaves: after <see cref="Backward"/> each holds the gradient of what lies above it.
/// They may be used in the loss as well. Attention maps carry no gradient here. The tensors belong to the dispose scope
/// of the pass and must live until <see cref="Backward"/>.
/// </para>
/// </remarks>
public sealed class RecomputingForward
{
    private readonly IReadOnlyList<DecoderLayer> layers;
    private readonly DecoderInput input;
    private readonly Tensor embedded;
    private readonly LayerContext context;
    private readonly IReadOnlyList<Tensor> states;
    private bool done;

    internal RecomputingForward(
        IReadOnlyList<DecoderLayer> layers, DecoderInput input, Tensor embedded, LayerContext context, IReadOnlyList<Tensor> states, DecoderOutput output)
    {
        this.layers = layers;
        this.input = input;
        this.embedded = embedded;
        this.context = context with { KeepMap = false, FutureMass = false };
        this.states = states;
        Output = output;
    }

    /// <summary>What the pass gave.</summary>
    public DecoderOutput Output { get; }

    /// <summary>Takes the gradient on through the layers. Call once, after the loss's own backward.</summary>
    /// <exception cref="InvalidOperationException">The loss was not taken backward yet, or this was called before.</exception>
    public void Backward()
    {
        if (done)
            throw new InvalidOperationException("This pass was taken backward already.");
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        for (var k = layers.Count - 1; k >= 0; k--)
        {
            using var layer = NewDisposeScope();
            var incoming = states[k + 1].grad
                ?? throw new InvalidOperationException("There is no gradient to take through the layers: take the loss backward first.");
            layers[k].Forward(states[k], context).States.backward([incoming]);
        }

        done = true;
        List<Tensor> roots = [], gradients = [];
        Continue(embedded, states[0]);
        Continue(input.Bias, context.Bias);
        if (roots.Count > 0)
            autograd.backward(roots, gradients);

        void Continue(Tensor root, Tensor leaf)
        {
            if (!root.requires_grad)
                return;
            roots.Add(root);
            gradients.Add(leaf.grad!.to(root.dtype));
        }
    }
}
