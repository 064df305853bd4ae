using Ggsm.Evaluation;
using Ggsm.Users;

namespace Ggsm.Notebooks;

/// <summary>Probes several encoders' embeddings of the same people by the same protocol.</summary>
public static class EncoderProbes
{
    /// <summary>Probes every task the people have labels for; the split of people is the same for all encoders.</summary>
    /// <param name="people">The people, with labels.</param>
    /// <param name="encoders">Name and embeddings <c>[people, size]</c> of each encoder.</param>
    /// <exception cref="BadInputException">A task has too few people of one class.</exception>
    public static IReadOnlyList<EncoderProbe> Run(IReadOnlyList<UserProfile> people, params (string Name, float[,] Embeddings)[] encoders)
    {
        var tasks = people.SelectMany(person => person.Labels.Keys).Distinct().Order(StringComparer.Ordinal);
        return
        [
            .. from task in tasks
               let labels = people.Select(person => person.Labels[task]).ToArray()
               from encoder in encoders
               select new EncoderProbe(encoder.Name, TaskProbe.Run(task, encoder.Embeddings, labels)),
        ];
    }
}
