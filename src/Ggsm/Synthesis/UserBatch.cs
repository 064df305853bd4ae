using Ggsm.Synthesis.World;
using Ggsm.Users;

namespace Ggsm.Synthesis;

/// <summary>Some users in a row, on their way to a data folder.</summary>
/// <param name="First">The position of the first of them, from 0.</param>
/// <param name="Users">The users.</param>
/// <param name="Truths">What is true of them, when it is known.</param>
internal sealed record UserBatch(long First, IReadOnlyList<UserProfile> Users, IReadOnlyList<UserTruth>? Truths = null);
