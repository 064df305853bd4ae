using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// One optimiser update: gradients clipped to a common norm, then AdamW at the learning rate given, then gradients forgotten.
/// Decoupled weight decay pulls matrices and embeddings towards zero; norms and biases, which have one dimension, are left
/// out of it unless asked for, and a lone number (a learnt temperature) always. Its state can be taken out and put back bit for bit.
/// </summary>
public sealed class ParameterUpdater : IDisposable
{
    private readonly IReadOnlyList<(string Name, Parameter Parameter)> parameters;
    private readonly AdamW optimizer;
    private readonly double clipNorm;

    /// <param name="parameters">Names and parameters, on the device they train on.</param>
    /// <param name="weightDecay">Decoupled weight decay.</param>
    /// <param name="clipNorm">Largest norm of all gradients together.</param>
    /// <param name="decayEverything">Whether norms and biases decay as well, as in the released code.</param>
    public ParameterUpdater(
        IEnumerable<(string Name, Parameter Parameter)> parameters, double weightDecay, double clipNorm, bool decayEverything = false)
    {
        // In the order of the groups: the optimiser's states come out in that order.
        var groups = parameters.ToLookup(p => p.Parameter.dim() > (decayEverything ? 0 : 1));
        (string Name, Parameter Parameter)[] decayed = [.. groups[true]];
        (string Name, Parameter Parameter)[] spared = [.. groups[false]];
        this.parameters = [.. decayed, .. spared];
        this.clipNorm = clipNorm;
        var options = new List<AdamW.ParamGroup>();
        if (decayed.Length > 0)
            options.Add(Group(decayed, weightDecay));
        if (spared.Length > 0)
            options.Add(Group(spared, 0));
        optimizer = optim.AdamW(options);
    }

    /// <summary>What it updates.</summary>
    public IEnumerable<Parameter> Parameters => parameters.Select(p => p.Parameter);

    /// <summary>Applies the accumulated gradients and forgets them. Gradients whose norm is not a number or infinite change nothing.</summary>
    /// <returns>The norm of the gradients before clipping.</returns>
    public double Apply(double learningRate)
    {
        var norm = nn.utils.clip_grad_norm_(parameters.Select(p => p.Parameter), clipNorm);
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = learningRate;
        if (double.IsFinite(norm))
            optimizer.step();
        ForgetGradients();
        return norm;
    }

    /// <summary>
    /// Both moment estimates of every parameter (<c>NAME.exp_avg</c>, <c>NAME.exp_avg_sq</c>) and the number of its
    /// updates (<c>NAME.step</c>, int64 <c>[1]</c>). The moments are the live tensors, not copies.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> State()
    {
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, state) in States())
        {
            tensors[$"{name}.exp_avg"] = state.exp_avg;
            tensors[$"{name}.exp_avg_sq"] = state.exp_avg_sq;
            tensors[$"{name}.step"] = tensor(new[] { state.step });
        }

        return tensors;
    }

    /// <summary>Puts back what <see cref="State"/> gave, copying the values.</summary>
    /// <exception cref="KeyNotFoundException">The state is of other parameters.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var noGradient = no_grad();
        foreach (var (name, state) in States())
        {
            state.exp_avg.copy_(tensors[$"{name}.exp_avg"]);
            state.exp_avg_sq.copy_(tensors[$"{name}.exp_avg_sq"]);
            state.step = tensors[$"{name}.step"].item<long>();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => optimizer.Dispose();

    /// <summary>
    /// None is left rather than zero: what a batch does not reach (the encoder of events, in a batch of answers) is not updated, whether
    /// or not this process reached it before; a resumed run would differ otherwise.
    /// </summary>
    private void ForgetGradients()
    {
        foreach (var (_, parameter) in parameters)
        {
            using var gradient = parameter.grad;
            if (gradient is not null)
                parameter.grad = null;
        }
    }

    private static AdamW.ParamGroup Group((string Name, Parameter Parameter)[] members, double weightDecay) =>
        new(members.Select(p => p.Parameter).ToArray(), weight_decay: weightDecay);

    private IEnumerable<(string Name, AdamW.State State)> States() =>
        parameters.Select(p => p.Name).Zip(optimizer.state_dict().State.Cast<AdamW.State>());
}
