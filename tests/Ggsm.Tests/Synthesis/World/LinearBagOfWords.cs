using Ggsm.Synthesis;
using Ggsm.Synthesis.World;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Synthesis.World;

/// <summary>
/// A dual encoder that is blind to order: a history and an answer are bags of words, each goes through one matrix, and
/// InfoNCE over the batch brings them together. It learns what of the pairs can be learnt without any decoder.
/// </summary>
internal sealed class LinearBagOfWords : IDisposable
{
    private const int Size = 48;
    private const double Temperature = 0.07;
    private const double LearningRate = 2e-3;

    private readonly Dictionary<string, int> historyWords = [];
    private readonly Dictionary<string, int> answerWords = [];
    private readonly TorchSharp.Modules.Linear history;
    private readonly TorchSharp.Modules.Linear answer;

    private LinearBagOfWords(IReadOnlyList<(string[] History, string[] Answer)> pairs)
    {
        foreach (var (seen, said) in pairs)
        {
            foreach (var word in seen)
                historyWords.TryAdd(word, historyWords.Count);
            foreach (var word in said)
                answerWords.TryAdd(word, answerWords.Count);
        }

        history = nn.Linear(historyWords.Count, Size);
        answer = nn.Linear(answerWords.Count, Size);
    }

    /// <summary>Trains on people from number 1 on, each with one pair as the generator makes them.</summary>
    public static LinearBagOfWords Train(WorldGenerator world, int people, int steps, int batch, int seed)
    {
        var options = new TrajectoryOptions { Seed = world.Options.Seed, AnswersPerUser = 1 };
        var pairs = new (string[] History, string[] Answer)[people];
        Parallel.For(0, people, i =>
        {
            var user = world.Make(i + 1).Profile;
            pairs[i] = (WordsOf(user), WordsOf(Trajectories.PairsOf(user, DataSplit.Train, options).Single().Answer));
        });
        manual_seed(seed);
        var encoder = new LinearBagOfWords(pairs);
        encoder.Train(pairs, steps, batch, new SeededRandom((ulong)seed));
        return encoder;
    }

    /// <summary>The embeddings of histories, <c>[people, size]</c>.</summary>
    public float[,] Embed(IReadOnlyList<UserProfile> people)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var embedded = Normal(history.call(Bags([.. people.Select(WordsOf)], historyWords))).data<float>().ToArray();
        var rows = new float[people.Count, Size];
        Buffer.BlockCopy(embedded, 0, rows, 0, sizeof(float) * embedded.Length);
        return rows;
    }

    public void Dispose()
    {
        history.Dispose();
        answer.Dispose();
    }

    private void Train((string[] History, string[] Answer)[] pairs, int steps, int batch, SeededRandom random)
    {
        using var all = NewDisposeScope();
        var (seen, said) = (Bags([.. pairs.Select(p => p.History)], historyWords), Bags([.. pairs.Select(p => p.Answer)], answerWords));
        using var optimizer = optim.AdamW(history.parameters().Concat(answer.parameters()), LearningRate);
        var order = Enumerable.Range(0, pairs.Length).Select(i => (long)i).ToArray();
        var next = order.Length;
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            if (next + batch > order.Length)
            {
                random.Shuffle<long>(order);
                next = 0;
            }

            var chosen = tensor(order.AsSpan(next, batch).ToArray());
            next += batch;
            var similarities = matmul(Normal(history.call(seen.index_select(0, chosen))), Normal(answer.call(said.index_select(0, chosen))).t()) / Temperature;
            var loss = nn.functional.cross_entropy(similarities, arange(batch));
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }
    }

    private static Tensor Normal(Tensor rows) => nn.functional.normalize(rows, dim: 1);

    /// <summary>The logarithm of one more than how often each known word occurs, <c>[rows, words]</c>.</summary>
    private static Tensor Bags(string[][] rows, Dictionary<string, int> words)
    {
        var counts = new float[rows.Length * words.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var word in rows[i])
            {
                if (words.TryGetValue(word, out var at))
                    counts[(i * words.Count) + at]++;
            }
        }

        return tensor(counts, rows.Length, words.Count).log1p_();
    }

    private static string[] WordsOf(UserProfile user) =>
    [
        .. user.History.SelectMany(e => e.Fields.Where(f => f.Number is null).Select(f => $"{e.Modality} {f.Text}")),
        .. user.Tabular.Select(f => $"{f.Name} {f.Number}"),
    ];

    private static string[] WordsOf(string answer) =>
    [
        .. answer.Split([';', ':'], StringSplitOptions.TrimEntries).SelectMany(action =>
        {
            var words = action.Split(' ');
            return words[^1] is ['x', .. var times] && int.TryParse(times, out var count) ? words[..^1].SelectMany(w => Enumerable.Repeat(w, count)) : words;
        }),
    ];
}
