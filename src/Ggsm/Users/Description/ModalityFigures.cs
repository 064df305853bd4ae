namespace Ggsm.Users.Description;

/// <summary>What one modality holds over all users.</summary>
/// <param name="HistoryEvents">Events before the as-of dates.</param>
/// <param name="FutureEvents">Events from them on.</param>
/// <param name="EventsPerUser">The mean of the history.</param>
/// <param name="EventsPerWeek">The history's events per week of a user, from the user's first event of any modality to the as-of date.</param>
/// <param name="ShareOfUsers">The share of users with at least one event of history.</param>
public sealed record ModalityFigures(long HistoryEvents, long FutureEvents, double EventsPerUser, double EventsPerWeek, double ShareOfUsers);
