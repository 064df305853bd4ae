using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>The low-rank way beside one projection: <c>scaling * B A dropout(x)</c>.</summary>
/// <param name="A"><c>[rank, inputs]</c>.</param>
/// <param name="B"><c>[outputs, rank]</c>; zero at first, so that the decoder starts unchanged.</param>
/// <param name="Scaling">What the product is multiplied by.</param>
/// <param name="Dropout">Share of the inputs dropped in training.</param>
/// <param name="Number">The branch's number within the decoder; gives every branch draws of its own.</param>
internal sealed record LoraBranch(Linear A, Linear B, double Scaling, double Dropout, int Number)
{
    /// <summary>A fresh branch, A drawn from the global generator as PEFT draws it.</summary>
    public static LoraBranch Create(long inputs, long outputs, LoraConfig config, int number)
    {
        var (a, b) = (nn.Linear(inputs, config.Rank, hasBias: false), nn.Linear(config.Rank, outputs, hasBias: false));
        nn.init.zeros_(b.weight!);
        return new(a, b, config.Scaling, config.Dropout, number);
    }

    /// <summary>What the branch adds to the projection's output.</summary>
    public Tensor Forward(Tensor x, LayerContext context) =>
        context.Execution.Linear(context.Execution.Linear(Drop(x, context.DropoutSeed), A.weight!), B.weight!) * Scaling;

    /// <summary>What the branch adds to the projection's weight, <c>[outputs, inputs]</c>.</summary>
    public Tensor Delta() => B.weight!.matmul(A.weight!) * Scaling;

    private Tensor Drop(Tensor x, long? seed) => seed is { } known && Dropout > 0 ? SeededDropout.Apply(x, Dropout, known, Number) : x;
}
