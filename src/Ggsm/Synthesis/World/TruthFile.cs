using System.Text.Json;
using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>
/// Writes <c>truth.jsonl</c>, one user a line: the traits, the score and probability of each label, and the positions in
/// each modality's array of history events that a later one turns round.
/// </summary>
internal static class TruthFile
{
    private const int Digits = 6;

    public static void Write(Stream stream, IEnumerable<(UserTruth Truth, UserProfile Profile)> users)
    {
        foreach (var (truth, profile) in users)
        {
            using (var writer = new Utf8JsonWriter(stream))
                WriteUser(writer, truth, profile);
            stream.WriteByte((byte)'\n');
        }
    }

    private static void WriteUser(Utf8JsonWriter writer, UserTruth truth, UserProfile profile)
    {
        var traits = truth.Traits;
        writer.WriteStartObject();
        writer.WriteString("id", truth.Id);
        writer.WriteStartObject("traits");
        Number(writer, "spending_power", traits.SpendingPower);
        Number(writer, "price_sensitivity", traits.PriceSensitivity);
        Number(writer, "food", traits.Food);
        Number(writer, "film", traits.Film);
        Number(writer, "transit", traits.Transit);
        Number(writer, "concert", traits.Concert);
        Number(writer, "achievement", traits.Achievement);
        Number(writer, "digital", traits.Digital);
        Number(writer, "restlessness", traits.Restlessness);
        Number(writer, "activity", traits.Activity);
        Number(writer, "trend", traits.Trend);
        Number(writer, "weekend", traits.Weekend);
        writer.WriteEndObject();
        writer.WriteStartObject("tasks");
        foreach (var (name, task) in truth.Tasks)
        {
            writer.WriteStartObject(name);
            Number(writer, "steadfastness", traits.Steadfastness[name]);
            Number(writer, "habit", task.Habit);
            Number(writer, "standing", task.Standing);
            Number(writer, "score", task.Score);
            Number(writer, "probability", task.Probability);
            Number(writer, "order_free_probability", task.OrderFreeProbability);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("relabelled");
        foreach (var modality in Modalities.OfEvents)
            WritePositions(writer, modality, truth, profile);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WritePositions(Utf8JsonWriter writer, Modality modality, UserTruth truth, UserProfile profile)
    {
        writer.WriteStartArray(modality.Name());
        var (next, position) = (0, 0);
        for (var i = 0; i < profile.History.Count && next < truth.Relabelled.Count; i++)
        {
            var own = profile.History[i].Modality == modality;
            if (truth.Relabelled[next] == i)
            {
                next++;
                if (own)
                    writer.WriteNumberValue(position);
            }

            if (own)
                position++;
        }

        writer.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter writer, string name, double value) => writer.WriteNumber(name, Math.Round(value, Digits));
}
