namespace Ggsm.Masks;

/// <summary>A recipe as the registry knows it.</summary>
/// <param name="Name">The name to create it by.</param>
/// <param name="Summary">One line: what it does.</param>
/// <param name="Promises">What it promises beyond the laws every recipe meets.</param>
/// <param name="Create">Makes one; throws <see cref="BadInputException"/> for options it does not know.</param>
public sealed record MaskRecipeInfo(
    string Name, string Summary, MaskPromises Promises, Func<MaskSettings, MaskRecipe> Create);
