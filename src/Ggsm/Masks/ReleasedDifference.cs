namespace Ggsm.Masks;

/// <summary>One point in which the released code departs from the paper.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="AsDescribed">What the paper says, and what the recipe <c>ggsm</c> does.</param>
/// <param name="AsReleased">What the released code does.</param>
/// <param name="Consequence">What follows from it.</param>
/// <param name="Option">The option of the recipe <c>ggsm</c> that says the released side, part of <c>preset=as-released</c>; null where none does.</param>
/// <param name="KeptBy">What keeps the released behaviour here; null when nothing does, because the behaviour is a failure of its surroundings.</param>
public sealed record ReleasedDifference(
    string Topic, string AsDescribed, string AsReleased, string Consequence, string? Option, string? KeptBy);
