namespace Ggsm.Verification.Fuzzing;

/// <summary>
/// Hands damaged files to the readers of files from outside: safetensors headers and indices, decoder, adapter and tokenizer
/// configurations, <c>users.jsonl</c>, <c>pairs.jsonl</c>, the released text-pair shapes, CSV event logs and their mappings,
/// a run's <c>config.json</c> and <c>run.jsonl</c>. Each must be read, or refused with a
/// <see cref="BadInputException"/> that fits a screen; in bounded time and memory.
/// </summary>
public static class FuzzTest
{
    private const string MemoryDisk = "/dev/shm";
    private const int MostFailures = 20;
    private const int LongestInput = 4_096;
    private const int LongestMessage = 2_000;
    private const int MostLines = 24;
    private const long MostBytes = 256L << 20;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(20);

    /// <summary>The kinds of files.</summary>
    public static IReadOnlyList<string> Targets => [.. FuzzTargets.All.Select(t => t.Name)];

    /// <summary>Runs it.</summary>
    /// <param name="count">Inputs in all, shared evenly among the kinds of files.</param>
    /// <param name="seed">The same seed gives the same inputs on any machine.</param>
    /// <param name="progress">Told of every kind that is done.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <returns>One outcome for each kind of file.</returns>
    public static IReadOnlyList<FuzzOutcome> Run(long count, ulong seed, IProgress<FuzzOutcome>? progress = null, CancellationToken cancellation = default)
    {
        var folder = Directory.Exists(MemoryDisk) ? Directory.CreateDirectory(Path.Combine(MemoryDisk, $"workbook-fuzz-{Guid.NewGuid():N}")).FullName : Directory.CreateTempSubdirectory("workbook-fuzz-").FullName;
        try
        {
            var outcomes = new List<FuzzOutcome>();
            for (var i = 0; i < FuzzTargets.All.Count; i++)
            {
                var share = (count / FuzzTargets.All.Count) + (i < count % FuzzTargets.All.Count ? 1 : 0);
                var place = Directory.CreateDirectory(Path.Combine(folder, $"{i}")).FullName;
                FuzzTargets.All[i].Prepare?.Invoke(place);
                outcomes.Add(Watched(FuzzTargets.All[i], share, seed, place, cancellation));
                progress?.Report(outcomes[^1]);
            }

            return outcomes;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One input again, to look into a failure.</summary>
    /// <exception cref="BadInputException">There is no such kind of file.</exception>
    public static byte[] Input(string target, long number, ulong seed) =>
        Input(FuzzTargets.All.FirstOrDefault(t => t.Name == target) ?? throw new BadInputException($"there is no kind of file '{target}'.", remedy: $"Choose one of: {string.Join(", ", Targets)}."), number, seed);

    private static byte[] Input(FuzzTarget target, long number, ulong seed)
    {
        var random = SeededRandom.For(seed, $"fuzz {target.Name} {number}");
        return target.Mutate(target.Corpus[random.NextInt(target.Corpus.Count)], random);
    }

    /// <summary>A reader that never returns is left behind on its thread, so that it can be reported.</summary>
    private static FuzzOutcome Watched(FuzzTarget target, long count, ulong seed, string folder, CancellationToken cancellation)
    {
        var tally = new Tally();
        Exception? stopped = null;
        var thread = new Thread(() =>
        {
            try
            {
                for (; tally.Number < count; tally.Advance())
                {
                    cancellation.ThrowIfCancellationRequested();
                    Try(target, seed, folder, tally);
                }
            }
            catch (Exception e)
            {
                stopped = e;
            }
        })
        {
            IsBackground = true,
            Name = $"fuzz {target.Name}",
        };
        thread.Start();
        for (var seen = -1L; !thread.Join(LongestRead);)
        {
            if (seen == tally.Number)
            {
                tally.Fail(target, seed, $"the reader has not returned after {LongestRead.TotalSeconds:0} seconds");
                return tally.Outcome(target.Name, tally.Number + 1);
            }

            seen = tally.Number;
        }

        return stopped is null ? tally.Outcome(target.Name, count) : throw stopped;
    }

    private static void Try(FuzzTarget target, ulong seed, string folder, Tally tally)
    {
        var path = Path.Combine(folder, target.FileName);
        File.WriteAllBytes(path, Input(target, tally.Number, seed));
        var before = GC.GetAllocatedBytesForCurrentThread();
        string? problem = null;
        try
        {
            target.Read(path);
            tally.Read++;
        }
        catch (BadInputException e)
        {
            tally.Refused++;
            if (e.Message.Length > LongestMessage || e.Message.Count(c => c == '\n') >= MostLines)
                problem = $"the message has {e.Message.Length} characters and does not fit a screen: {e.Message[..Math.Min(200, e.Message.Length)]}";
        }
        catch (Exception e)
        {
            problem = $"{e.GetType().Name}: {e.Message}";
        }

        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        if (taken > MostBytes)
            problem ??= $"the reader took {taken >> 20} MiB of memory";
        if (problem is not null)
            tally.Fail(target, seed, problem);
    }

    private sealed class Tally
    {
        private readonly List<FuzzFailure> failures = [];
        private long number;

        public long Number => Interlocked.Read(ref number);

        public long Read { get; set; }

        public long Refused { get; set; }

        public void Advance() => Interlocked.Increment(ref number);

        public void Fail(FuzzTarget target, ulong seed, string problem)
        {
            var input = Input(target, Number, seed);
            if (failures.Count < MostFailures)
                failures.Add(new FuzzFailure(target.Name, Number, problem, Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, LongestInput)))));
        }

        public FuzzOutcome Outcome(string target, long inputs) => new(target, inputs, Read, Refused, [.. failures]);
    }
}

/// <summary>An input that a reader did not withstand.</summary>
/// <param name="Target">The kind of file.</param>
/// <param name="Number">Which input of that kind, from 0; with the seed it makes the input again.</param>
/// <param name="Problem">What happened.</param>
/// <param name="Input">The input, in Base64, cut to its first 4,096 bytes.</param>
public sealed record FuzzFailure(string Target, long Number, string Problem, string Input);

/// <summary>What one kind of file came to.</summary>
/// <param name="Target">The kind of file.</param>
/// <param name="Inputs">Damaged files handed to the reader.</param>
/// <param name="Read">How many of them were valid all the same and were read.</param>
/// <param name="Refused">How many were refused with a <see cref="BadInputException"/>.</param>
/// <param name="Failures">The others, at most the first twenty.</param>
public sealed record FuzzOutcome(string Target, long Inputs, long Read, long Refused, IReadOnlyList<FuzzFailure> Failures)
{
    /// <summary>Whether every input was read or refused as it should be.</summary>
    public bool Passed => Failures.Count == 0 && Read + Refused == Inputs;
}
