using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// One optimiser update: gradients clipped to a common norm, then AdamW at the learning rate given, then gradients forgotten.
/// Decoupled weight decay pulls matrices and embeddings towards zero; norms and biases, which have one dimension, are left
/// out of it unless asked for, and a lone number (a learnt temperature) always. Its state can be taken out and put back bit for bit.
/// </summary>
/// <remarks>
/// AdamW is libtorch's fused kernel, one call for all tensors of a group; <c>optim.AdamW</c> takes some ten calls a tensor.
/// </remarks>
public sealed class ClippedAdamW : IDisposable
{
    private const string Kernel = """
        def step(parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor], rate: float, decay: float):
            torch._foreach_add_(steps, 1)
            torch._fused_adamw_(
                parameters, gradients, means, squares, [], steps,
                lr=rate, beta1=0.9, beta2=0.999, weight_decay=decay, eps=1e-8, amsgrad=False, maximize=False)

        """;

    private readonly IReadOnlyList<Updated> updated;
    private readonly double clipNorm;
    private readonly jit.CompilationUnit adamW = jit.compile(Kernel);

    /// <param name="parameters">Names and parameters, on the device they train on.</param>
    /// <param name="weightDecay">Decoupled weight decay.</param>
    /// <param name="clipNorm">Largest norm of all gradients together.</param>
    /// <param name="decayEverything">Whether norms and biases decay as well, as in the released code.</param>
    public ClippedAdamW(
        IEnumerable<(string Name, Parameter Parameter)> parameters, double weightDecay, double clipNorm, bool decayEverything = false)
    {
        this.clipNorm = clipNorm;
        updated = [.. parameters.Select(p => Updated.Fresh(p.Name, p.Parameter, p.Parameter.dim() > (decayEverything ? 0 : 1) ? weightDecay : 0))];
    }

    /// <summary>What it updates.</summary>
    public IEnumerable<Parameter> Parameters => updated.Select(u => u.Parameter);

    /// <summary>Applies the accumulated gradients and forgets them. Gradients whose norm is not a number or infinite change nothing.</summary>
    /// <returns>The norm of the gradients before clipping.</returns>
    public double Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var norm = nn.utils.clip_grad_norm_(Parameters, clipNorm);
        var reached = updated.Select(u => (State: u, Gradient: u.Parameter.grad)).Where(r => r.Gradient is not null).ToArray();
        if (double.IsFinite(norm))
        {
            foreach (var group in reached.GroupBy(r => r.State.Decay))
            {
                using var rate = learningRate.ToScalar();
                using var decay = group.Key.ToScalar();
                adamW.invoke(
                    "step", Each(u => u.Parameter), group.Select(r => r.Gradient!).ToArray(), Each(u => u.Mean), Each(u => u.Square), Each(u => u.Steps),
                    rate, decay);

                Tensor[] Each(Func<Updated, Tensor> of) => [.. group.Select(r => of(r.State))];
            }
        }

        // None is left rather than zero: what a batch does not reach (the encoder of events, in a batch of answers) is not updated,
        // whether or not this process reached it before; a resumed run would differ otherwise.
        foreach (var (state, _) in reached)
            state.Parameter.grad = null;
        return norm;
    }

    /// <summary>
    /// Both moment estimates of every parameter (<c>NAME.exp_avg</c>, <c>NAME.exp_avg_sq</c>) and the number of its
    /// updates (<c>NAME.step</c>, fp32 <c>[1]</c>). They are the live tensors, not copies.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> State() => updated.SelectMany(u => u.State()).ToDictionary();

    /// <summary>Puts back what <see cref="State"/> gave, copying the values.</summary>
    /// <exception cref="KeyNotFoundException">The state is of other parameters.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var noGradient = no_grad();
        foreach (var (name, own) in State())
            own.copy_(tensors[name]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in State())
            tensor.Dispose();
        adamW.Dispose();
    }

    private sealed record Updated(string Name, Parameter Parameter, double Decay, Tensor Mean, Tensor Square, Tensor Steps)
    {
        public static Updated Fresh(string name, Parameter parameter, double decay) => new(
            name, parameter, decay,
            zeros_like(parameter).DetachFromDisposeScope(), zeros_like(parameter).DetachFromDisposeScope(),
            zeros([1], ScalarType.Float32, parameter.device).DetachFromDisposeScope());

        public IEnumerable<KeyValuePair<string, Tensor>> State() =>
            [new($"{Name}.exp_avg", Mean), new($"{Name}.exp_avg_sq", Square), new($"{Name}.step", Steps)];
    }
}
