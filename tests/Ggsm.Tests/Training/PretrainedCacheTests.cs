using Ggsm.Runs;
using Ggsm.Training;

namespace Ggsm.Tests.Training;

public sealed class PretrainedCacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_decoder_is_made_once_and_then_found()
    {
        var made = new Count();
        var first = Cache(made).Get(ToyText.Config(), ToyText.Data(), Token);
        var again = new Count();
        var second = Cache(again).Get(ToyText.Config().Run(r => r with { CheckpointEvery = 7 }) with { PresetName = "other" }, ToyText.Data(), Token);

        Assert.Equal(first, second);
        Assert.Equal(12, made.Updates);
        Assert.Equal(0, again.Updates);
        Assert.Equal(12, RunFolder.Open(Path.GetDirectoryName(first)!).Result!.Steps);
    }

    [Fact]
    public void Other_texts_another_seed_or_another_decoder_get_weights_of_their_own()
    {
        var cache = Cache();
        string[] folders =
        [
            cache.Get(ToyText.Config(steps: 2), ToyText.Data(), Token),
            cache.Get(ToyText.Config(steps: 3), ToyText.Data(), Token),
            cache.Get(ToyText.Config(steps: 2).Run(r => r with { Seed = 2 }), ToyText.Data(), Token),
            cache.Get(ToyText.Config(steps: 2), ToyText.Data(seed: 9), Token),
            cache.Get(ToyText.Config(steps: 2).Model(m => m with { Decoder = "full" }), ToyText.Data(), Token),
        ];

        Assert.Equal(folders.Length, folders.Distinct().Count());
        Assert.Equal(folders.Length, folders.Select(f => StartingWeights.Of(f).Sha256).Distinct().Count());
    }

    [Fact]
    public void Held_out_people_do_not_decide_which_weights_are_taken()
    {
        var cache = Cache();
        Assert.Equal(
            cache.Get(ToyText.Config(steps: 2), ToyText.Data(), Token),
            cache.Get(ToyText.Config(steps: 2), ToyText.Data(heldOutSeed: 77), Token));
    }

    [Fact]
    public void Damaged_weights_are_made_again_and_come_out_the_same()
    {
        var weights = Path.Combine(Cache().Get(ToyText.Config(), ToyText.Data(), Token), "model.safetensors");
        var before = File.ReadAllBytes(weights);
        var damaged = before.ToArray();
        damaged[^5] ^= 1;
        File.WriteAllBytes(weights, damaged);

        Cache().Get(ToyText.Config(), ToyText.Data(), Token);

        Assert.Equal(before, File.ReadAllBytes(weights));
    }

    [Fact]
    public async Task Of_two_that_want_the_same_one_makes_it_and_the_other_waits()
    {
        var made = new Count();
        var folders = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            Task.Run(() => Cache(made).Get(ToyText.Config(), ToyText.Data(), Token), Token)));

        Assert.Equal(folders[0], folders[1]);
        Assert.Equal(12, made.Updates);
    }

    [Fact]
    public void Interrupted_it_leaves_nothing_that_counts_and_the_next_one_goes_on_from_there()
    {
        using var stop = new CancellationTokenSource();
        var until = new Count(onUpdate: updates => { if (updates == 5) stop.Cancel(); });
        Assert.ThrowsAny<OperationCanceledException>(() => Cache(until).Get(ToyText.Config(), ToyText.Data(), stop.Token));
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.At("cache"), "model.safetensors", SearchOption.AllDirectories), f => !f.Contains(".work"));

        var rest = new Count();
        var resumed = Cache(rest).Get(ToyText.Config(), ToyText.Data(), Token);

        Assert.Equal(7, rest.Updates);
        var whole = new PretrainedCache(folder.At("another")).Get(ToyText.Config(), ToyText.Data(), Token);
        Assert.Equal(StartingWeights.Of(whole).Sha256, StartingWeights.Of(resumed).Sha256);
        Assert.False(Directory.Exists(Path.Combine(Path.GetDirectoryName(resumed)!, "checkpoints")));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_refused_with_the_way_out()
    {
        File.WriteAllText(folder.At("cache"), "in the way");
        var error = Assert.Throws<BadInputException>(() => Cache().Get(ToyText.Config(), ToyText.Data(), Token));
        Assert.Contains(CacheDirectory.Variable, error.Message);
        Assert.Contains("random", error.Message);
    }

    public void Dispose() => folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PretrainedCache Cache(IProgress<TrainingProgress>? progress = null) => new(folder.At("cache"), progress);

    private sealed class Count(Action<int>? onUpdate = null) : IProgress<TrainingProgress>
    {
        private int updates;

        public int Updates => updates;

        public void Report(TrainingProgress value)
        {
            var done = Interlocked.Increment(ref updates);
            onUpdate?.Invoke(done);
        }
    }
}
