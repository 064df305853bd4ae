using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// A policy that says, at each step, how much of the future each position may attend to, and that may learn from gradients.
/// A step runs: <see cref="Plan"/> for each tower, forward, loss, backward, then <see cref="Observe"/> for each gradient
/// the recipe <see cref="Wants"/>; where it wants those of a <see cref="TowerCopy"/> that runs ahead, the same with that copy comes first. To add a recipe, derive from this class and add its <see cref="MaskRecipeInfo"/> to
/// <see cref="MaskRecipes"/>.
/// </summary>
/// <remarks>Every recipe meets three laws: positions j &lt;= i are open, 0 &lt;= w &lt;= 1, and <see cref="Plan"/> changes no state.</remarks>
public abstract class MaskRecipe
{
    private static readonly Dictionary<string, Tensor> NoState = [];

    /// <param name="info">The recipe's entry in the registry.</param>
    protected MaskRecipe(MaskRecipeInfo info) => Info = info;

    /// <summary>Name, summary and promises.</summary>
    public MaskRecipeInfo Info { get; }

    /// <summary>The name it is created by.</summary>
    public string Name => Info.Name;

    /// <summary>What it promises beyond the laws.</summary>
    public MaskPromises Promises => Info.Promises;

    /// <summary>The options in force, by name, written so that <see cref="MaskRecipes.Create(string, MaskSettings)"/> reads them back.</summary>
    public IReadOnlyDictionary<string, string> Options { get; internal set; } = new Dictionary<string, string>();

    /// <summary>What the recipe counts as a step.</summary>
    public virtual MaskClock Clock => MaskClock.Update;

    /// <summary>Whether what it follows pools by the mean, so that a run that names no pooling does as well; else it takes the anchor.</summary>
    public virtual bool PoolsByMean => false;

    /// <summary>Parameters to train with the decoder and to keep in checkpoints; null when there are none.</summary>
    public virtual nn.Module? Learnable => null;

    /// <summary>The future weights for one tower and batch. Its tensors belong to the caller's dispose scope.</summary>
    public abstract AttentionPlan Plan(MaskInput input);

    /// <summary>The gradient the recipe wants to observe of a tower at a step; null when none.</summary>
    public virtual GradientRequest? Wants(Tower tower, long step) => null;

    /// <summary>
    /// Whether the recipe may ask for gradients of <see cref="TowerCopy.Frozen"/> at this step or a later one. The trainer keeps a
    /// copy of the initial decoder, in memory and in checkpoints, for as long.
    /// </summary>
    public virtual bool WantsFrozenCopy(long step) => false;

    /// <summary>Learns from a gradient it asked for. Keeps nothing of the tensors handed in.</summary>
    public virtual void Observe(HiddenGradient gradient)
    {
    }

    /// <summary>
    /// What the recipe has learnt outside <see cref="Learnable"/>, as CPU tensors by name, owned by the caller;
    /// a run resumed with it continues bit-equal.
    /// </summary>
    public virtual IReadOnlyDictionary<string, Tensor> State() => NoState;

    /// <summary>Takes over a state made by <see cref="State"/>.</summary>
    /// <exception cref="BadInputException">The state is not one of this recipe.</exception>
    public virtual void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        if (state.Count > 0)
            throw new BadInputException($"the recipe {Name} keeps no state, but the checkpoint holds {string.Join(", ", state.Keys)}.",
                field: "recipe state", remedy: "Resume with the recipe the checkpoint was made with.");
    }
}

/// <summary>A recipe as the registry knows it.</summary>
/// <param name="Name">The name to create it by.</param>
/// <param name="Summary">One line: what it does.</param>
/// <param name="Promises">What it promises beyond the laws every recipe meets.</param>
/// <param name="Make">Makes one and reads its options; one that it does not read is refused.</param>
public sealed record MaskRecipeInfo(
    string Name, string Summary, MaskPromises Promises, Func<MaskSettings, OptionReader, MaskRecipe> Make)
{
    /// <summary>A recipe without options.</summary>
    public MaskRecipeInfo(string name, string summary, MaskPromises promises, Func<MaskSettings, MaskRecipe> make)
        : this(name, summary, promises, (settings, _) => make(settings))
    {
    }

    /// <summary>Makes one, with its options in force.</summary>
    /// <exception cref="BadInputException">An option is unknown, or its value cannot be used.</exception>
    public MaskRecipe Create(MaskSettings settings)
    {
        var options = new OptionReader(Name, settings.Options);
        var recipe = Make(settings, options);
        options.RefuseOthers();
        recipe.Options = options.InForce;
        return recipe;
    }
}

/// <summary>What a recipe promises of its weights beyond the laws every recipe meets; tests hold it to them.</summary>
[Flags]
public enum MaskPromises
{
    /// <summary>Nothing beyond the laws.</summary>
    None = 0,

    /// <summary>Padding keys are closed.</summary>
    ClosesPadding = 1,

    /// <summary>At step 0 every future weight is zero, unless the schedule is over at step 0.</summary>
    StartsCausal = 2,

    /// <summary>At the end of the schedule, and at inference, every future weight is one.</summary>
    EndsBidirectional = 4,

    /// <summary>After warm-up no future weight ever falls.</summary>
    OpensMonotonically = 8,

    /// <summary>The weights never change.</summary>
    Constant = 16,
}

/// <summary>What a recipe is made from.</summary>
/// <param name="Schedule">Warm-up and total steps, in the recipe's clock.</param>
public sealed record MaskSettings(MaskSchedule Schedule)
{
    /// <summary>The decoder's hidden size, for recipes with parameters of their own.</summary>
    public int HiddenSize { get; init; }

    /// <summary>The recipe's own options, by name; an unknown one is an error.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary><see cref="HiddenSize"/>, for a recipe that cannot be made without it.</summary>
    /// <exception cref="BadInputException">It was not given.</exception>
    public int RequireHiddenSize(string recipe) => HiddenSize > 0
        ? HiddenSize
        : throw new BadInputException($"the recipe {recipe} has parameters of its own and must know the decoder's hidden size.",
            field: "hidden size", remedy: "Give MaskSettings with HiddenSize.");
}
