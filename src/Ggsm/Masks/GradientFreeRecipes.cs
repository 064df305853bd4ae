using Ggsm.Masks.Algebra;
using static Ggsm.Masks.Algebra.MaskFunctions;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// The recipes that learn from no gradient and have no parameters. Each is one declaration: what it gives the keys ahead, w_ij for
/// j &gt; i. It need not speak of the past, which is open in every recipe, nor of padding, which is closed. The declaration is all there is: it
/// makes the weights, is drawn (<see cref="MaskDrawing"/>), and says of each pair where its weight comes from (<see cref="MaskExplanation"/>).
/// </summary>
/// <remarks>i is the query, j the key; alpha runs from 0 in warm-up to 1 at the end of the schedule and at inference.</remarks>
public static class GradientFreeRecipes
{
    private const MaskPromises FromCausalToOpen =
        MaskPromises.ClosesPadding | MaskPromises.StartsCausal | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically;

    /// <summary>
    /// <c>w_ij = 0</c>. Causal of arXiv 2602.10622, appendix A.4. The mask decoders are pretrained with, and the floor of every comparison; use
    /// it also where the states of a prefix must be computed once and kept.
    /// </summary>
    public static MaskRecipeInfo Causal { get; } = ComposedRecipe.Entry(
        "causal", "the future stays closed, in training and after it",
        MaskPromises.ClosesPadding | MaskPromises.StartsCausal | MaskPromises.OpensMonotonically | MaskPromises.Constant,
        _ => MaskFunctions.Closed);

    /// <summary>
    /// <c>w_ij = 1</c>, from the first step. Bidirectional of arXiv 2602.10622, appendix A.4, case (a). Use it to ask what any gradual
    /// opening is worth: it is where they all end.
    /// </summary>
    public static MaskRecipeInfo Bidirectional { get; } = ComposedRecipe.Entry(
        "bidirectional", "the future is open from the first step",
        MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically | MaskPromises.Constant,
        _ => Open);

    /// <summary>
    /// <c>w_ij = 1</c> where i and j both lie in the user segment, else 0, in training and after it. The hybrid attention of the introduction
    /// of arXiv 2602.10622. Use it where one history answers many instructions: the states of the user segment do not depend on what follows,
    /// so they can be computed once and kept.
    /// </summary>
    /// <remarks>
    /// An input without a marked user segment (<see cref="MaskInput.Segments"/> is null: an answer, or a plain text query) is causal throughout.
    /// With the option <c>within</c> = modality (default history) a position sees ahead within its own modality alone, between and with its tags.
    /// </remarks>
    public static MaskRecipeInfo Prefix { get; } = ComposedRecipe.Entry(
        "prefix", "the user segment is bidirectional, the rest causal, in training and after it",
        MaskPromises.ClosesPadding | MaskPromises.OpensMonotonically | MaskPromises.Constant,
        options => options.Choice("within", PrefixSpan.History) == PrefixSpan.Modality ? UserSegment & SameModality : UserSegment);

    /// <summary>
    /// A hard window that grows: <c>w_ij = 1</c> for j - i &lt;= delta, else 0. The scheduler baseline of arXiv 2602.10622, appendix A.4.
    /// Use it to compare a hard opening with soft ones.
    /// </summary>
    /// <remarks>
    /// The paper lets delta grow with the epoch, linearly or by cosine, and gives no size. Here delta = floor(g L), L the number of
    /// real positions of the row, so that padding changes nothing; g = alpha, or (1 - cos(pi alpha)) / 2 with the option <c>growth</c> = cosine
    /// (default linear).
    /// </remarks>
    public static MaskRecipeInfo SpanScheduler { get; } = ComposedRecipe.Entry(
        "span-scheduler", "a hard window into the future that grows, linearly or by cosine", FromCausalToOpen,
        options => GrowingWindow(options.Choice("growth", SpanGrowth.Linear)));

    /// <summary>
    /// <c>w_ij = min(alpha l / i, 1)</c>: all keys of a query open alike, and early queries, which see little of the past, open first. The soft mask
    /// of Conan-embedding-v2 (arXiv 2509.12892). Use it beside <see cref="Linear"/>, to ask whether it matters who opens first.
    /// </summary>
    /// <remarks>
    /// i is here the query's position among the real positions of its row, counted from 1, and l the number of real positions of
    /// that row: query i is fully open once alpha reaches i / l, the last one at the end. Padding therefore changes nothing. A
    /// padding query counts as the last real position before it, or as position 1. The paper has alpha = t / tau without
    /// warm-up; give a schedule without warm-up for that. Whether it multiplies attention by w or adds log w is
    /// not known to us; here, as in every recipe, the bias is log w.
    /// </remarks>
    public static MaskRecipeInfo SoftScheduler { get; } = ComposedRecipe.Entry(
        "soft-scheduler", "early queries open first, w = min(alpha l / i, 1) (Conan-embedding-v2)", FromCausalToOpen, _ => EarlyQueriesFirst);

    /// <summary>
    /// <c>w_ij = alpha</c>: the plainest transition there is, and the one the released code falls back to where it has no importance.
    /// Use it to ask whether anything finer than a common weight is worth its trouble.
    /// </summary>
    public static MaskRecipeInfo Linear { get; } = ComposedRecipe.Entry(
        "linear", "the whole future opens alike, w = alpha", FromCausalToOpen, _ => Alpha);

    /// <summary>
    /// <c>w_ij = (1 - alpha) / 2 + alpha</c>: <see cref="GgsmRecipe"/> (arXiv 2602.10622, equation 5) with every importance zero, since sigmoid(0) = 1/2.
    /// With anchor pooling and the gradient of the last hidden states ggsm comes to just that in every column but the anchors'. It is the
    /// control that tells what the gradients add from what an early soft opening does by itself. It does not start causal.
    /// </summary>
    public static MaskRecipeInfo Half { get; } = ComposedRecipe.Entry(
        "half", "half open through warm-up, then linear: ggsm without its gradients, the control",
        MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        _ => Constant(0.5).Blend(Open, Alpha));

    private static MaskFunction EarlyQueriesFirst => MaskFunction.Leaf("alpha l / i, at most 1", grid =>
    {
        var real = grid.QueryReal.to(ScalarType.Float32);
        return (real.sum(1, keepdim: true).clamp_min(1) * grid.Alpha / real.cumsum(1).clamp_min(1)).clamp_max(1);
    }, followsSchedule: true);

    private static MaskFunction GrowingWindow(SpanGrowth growth) => MaskFunction.Leaf("window ahead that grows with alpha", grid =>
    {
        var part = growth == SpanGrowth.Cosine ? (1 - Math.Cos(Math.PI * grid.Alpha)) / 2 : grid.Alpha;
        return part == 1 ? ones([1, 1, 1], device: grid.Key.device) : grid.Key - grid.Query <= (grid.KeyReal.to(ScalarType.Float32).sum(2, keepdim: true) * part).floor();
    }, followsSchedule: true);

    private enum PrefixSpan
    {
        History,
        Modality,
    }

    private enum SpanGrowth
    {
        Linear,
        Cosine,
    }
}
