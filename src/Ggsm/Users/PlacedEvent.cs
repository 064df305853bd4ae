namespace Ggsm.Users;

/// <summary>An event at a position of a sequence.</summary>
/// <param name="Position">The position.</param>
/// <param name="Event">The event that stands there instead of a token.</param>
public readonly record struct PlacedEvent(int Position, EventTokens Event);
