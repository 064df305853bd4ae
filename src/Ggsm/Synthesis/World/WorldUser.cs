using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>A generated user with what is true of them.</summary>
/// <param name="Profile">What a model may see, with future and labels.</param>
/// <param name="Truth">What it may not see.</param>
public sealed record WorldUser(UserProfile Profile, UserTruth Truth);
