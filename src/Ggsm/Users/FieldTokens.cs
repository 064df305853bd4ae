namespace Ggsm.Users;

/// <summary>One field of an event, tokenized.</summary>
/// <param name="Name">Token ids of its name.</param>
/// <param name="Value">Token ids of its value as a prompt shows it.</param>
/// <param name="Number">The value itself when it is a number.</param>
public readonly record struct FieldTokens(int[] Name, int[] Value, double? Number);
