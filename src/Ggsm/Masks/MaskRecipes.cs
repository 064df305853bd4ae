namespace Ggsm.Masks;

/// <summary>The recipes by name.</summary>
public static class MaskRecipes
{
    private static readonly List<MaskRecipeInfo> Registered =
    [
        GradientFreeRecipes.Causal,
        GradientFreeRecipes.Prefix,
        GgsmRecipe.FrozenCopy,
        HybridMlpRecipe.Registration,
        HybridQueryRecipe.Registration,
        GradientFreeRecipes.Bidirectional,
        GradientFreeRecipes.SpanScheduler,
        GradientFreeRecipes.SoftScheduler,
        GradientFreeRecipes.Linear,
        GradientFreeRecipes.Half,
        GgsmRecipe.AsDescribed,
        GgsmReleasedRecipe.Registration,
        GgsmRecipe.Scaled,
    ];

    /// <summary>All recipes, in the order a page should show them.</summary>
    public static IReadOnlyList<MaskRecipeInfo> All => Registered;

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [.. Registered.Select(r => r.Name)];

    /// <summary>Adds a recipe, for instance one written in a notebook; the same name again replaces it.</summary>
    public static void Register(MaskRecipeInfo info)
    {
        Registered.RemoveAll(r => r.Name == info.Name);
        Registered.Add(info);
    }

    /// <summary>Takes a recipe out again; does nothing when there is none of that name.</summary>
    public static void Unregister(string name) => Registered.RemoveAll(r => r.Name == name);

    /// <summary>The recipe's entry.</summary>
    /// <exception cref="BadInputException">There is no recipe of that name; the message lists those there are.</exception>
    public static MaskRecipeInfo Find(string name) =>
        Registered.Find(r => r.Name == name)
        ?? throw new BadInputException($"there is no mask recipe '{name}'.", field: "recipe",
            remedy: $"Choose one of: {string.Join(", ", Names)}.");

    /// <summary>Makes a recipe.</summary>
    /// <exception cref="BadInputException">The name or an option is unknown, or an option's value cannot be used.</exception>
    public static MaskRecipe Create(string name, MaskSettings settings) => Find(name).Create(settings);

    /// <summary>Makes a recipe with its default options.</summary>
    /// <exception cref="BadInputException">The name is unknown, or the recipe needs more than a schedule.</exception>
    public static MaskRecipe Create(string name, MaskSchedule schedule) => Create(name, new MaskSettings(schedule));
}
