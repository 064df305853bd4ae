using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Tests.Masks;
using Ggsm.Training;
using Ggsm.Users;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class GradientCacheTests : IDisposable
{
    private const int Pairs = 7;
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    public static TheoryData<string> Recipes => [.. MaskRecipes.Names, "ggsm per=sequence", "hybrid-mask guide=own per=sequence"];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Loss_gradient_future_weight_and_recipe_state_are_those_of_one_graph(string recipe)
    {
        foreach (var pooling in Enum.GetValues<PoolingMode>())
        {
            var plain = Steps(0, recipe, pooling);
            var cached = Steps(3, recipe, pooling);
            AssertSame(plain, cached);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(Pairs)]
    [InlineData(100)]
    public void The_size_of_the_chunks_does_not_matter(int chunk) => AssertSame(Steps(0), Steps(chunk));

    [Theory]
    [InlineData(true, true, null, true)]
    [InlineData(true, false, 0.05, false)]
    [InlineData(false, true, 0.05, true)]
    [InlineData(false, false, null, true)]
    public void Every_form_of_the_loss_has_the_gradient_of_one_graph(bool released, bool symmetric, double? margin, bool project)
    {
        var options = (released ? InfoNceOptions.AsReleased : InfoNceOptions.AsDescribed) with { Temperature = 0.2, Margin = margin, Symmetric = symmetric };
        AssertSame(Steps(0, options: options, project: project), Steps(3, options: options, project: project));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Hard_negatives_matryoshka_sizes_and_a_learnt_temperature_have_the_gradient_of_one_graph(bool symmetric, bool project)
    {
        var options = InfoNceOptions.AsDescribed with { Temperature = 0.2, Margin = 0.1, Symmetric = symmetric, Matryoshka = [new(6), new(3, 0.5)] };
        var plain = Steps(0, options: options, project: project, hard: true, learn: true);
        var cached = Steps(3, options: options, project: project, hard: true, learn: true);

        AssertSame(plain, cached);
        Assert.NotEqual(0, plain.Gradients["log_temperature"].Single());
        Assert.NotEqual(plain.Losses, Steps(0, options: options, project: project, hard: false, learn: true).Losses);
    }

    [Fact]
    public void Accumulation_divides_the_gradient_of_each_micro_batch_and_not_what_the_recipe_sees()
    {
        var plain = Steps(0, accumulation: 4);
        var cached = Steps(2, accumulation: 4);
        AssertSame(plain, cached);
        Assert.True(Norm(Steps(2).Gradients) > 2 * Norm(cached.Gradients));
    }

    [Fact]
    public void Every_plan_of_both_passes_is_made_before_anything_is_observed()
    {
        var recipe = new Listening();
        Step(recipe, chunk: 3);

        // Seven rows in chunks of three: three plans a tower and pass.
        Assert.Equal(
            [.. Enumerable.Repeat("plan User", 3), .. Enumerable.Repeat("plan Answer", 3),
                .. Enumerable.Repeat("plan User", 3), .. Enumerable.Repeat("plan Answer", 3), "observe User 7", "observe Answer 7"],
            recipe.Log);
    }

    [Fact]
    public void A_recipe_that_learns_between_batches_plans_both_passes_of_a_batch_alike()
    {
        var plain = Steps(0, "ggsm", steps: 3);
        var cached = Steps(2, "ggsm", steps: 3);
        AssertSame(plain, cached);
        Assert.NotEqual(plain.FutureWeights[0], plain.FutureWeights[1]);
    }

    [Fact]
    public void No_more_rows_than_a_chunk_are_encoded_at_a_time_and_little_stays_alive_between_chunks()
    {
        var few = Rows(pairs: 8);
        var many = Rows(pairs: 64);

        Assert.Equal(2, few.Concat(many).Max(r => r.Rows));

        // What a chunk may leave behind: its embeddings, the norms of its gradient, its padding.
        var last = many[^1].LiveTensors - many[0].LiveTensors;
        Assert.InRange(last, 0, 3 * many.Count);

        static List<(long Rows, long LiveTensors)> Rows(int pairs)
        {
            var recipe = new Listening();
            Step(recipe, chunk: 2, pairs: pairs);
            return recipe.Rows;
        }
    }

    [Fact]
    public void A_layer_that_draws_draws_the_same_in_both_passes_of_a_chunk_and_something_else_in_every_other()
    {
        var drawn = new Drawing();
        manual_seed(8);
        var cached = Gradients(drawn, chunk: 3);
        var (first, second) = (drawn.Drawn[..6], drawn.Drawn[6..]);
        Assert.Equal(first.Select(d => d.Values()), second.Select(d => d.Values()));
        Assert.Equal(6, first.Select(d => d.Values()[0]).Distinct().Count());

        // The same draws on one graph give the same gradient: were the passes to differ, it would be another.
        var replayed = new Drawing { Replay = new([cat(first[..3], 0), cat(first[3..], 0)]) };
        AssertClose(Gradients(replayed, chunk: 0), cached);

        Dictionary<string, float[]> Gradients(Drawing recipe, int chunk)
        {
            using var decoder = TestTensors.Decoder();
            new ContrastiveStep(new TowerEncoder(decoder, recipe, PoolingMode.Mean), new InfoNceLoss(InfoNceOptions.AsDescribed), cacheChunk: chunk)
                .Run(Queries(Pairs), Answers(Pairs), maskStep: 0);
            return decoder.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.Values());
        }
    }

    [Fact]
    public void The_same_seed_gives_bit_equal_gradients() => AssertClose(Steps(3).Gradients, Steps(3).Gradients, 0);

    [Theory]
    [InlineData("ggsm", null)]
    [InlineData("ggsm-released", "update")]
    [InlineData("ggsm-released", "micro-batch")]
    [InlineData("hybrid-mlp", null)]
    public void A_run_with_the_cache_follows_the_run_without_under_either_clock_and_accumulation(string recipe, string? clock)
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config(recipe, steps: 6).Optimizer(o => o with { AccumulationSteps = 2 }).Data(d => d with { BatchSize = 6 }).Mask(k => k with { Warmup = 0.5, Options = clock is null ? new Dictionary<string, string>() : new() { ["clock"] = clock } }).Loss(l => l with { Form = LossForm.AsReleased });
        new Trainer(config, ToyTask.Data()).Train(folder.At("plain"));
        new Trainer(config.Optimizer(o => o with { CacheChunk = 4 }), ToyTask.Data()).Train(folder.At("cached"));

        foreach (var (plain, cached) in RunFolder.Open(folder.At("plain")).Steps.Zip(RunFolder.Open(folder.At("cached")).Steps))
        {
            Assert.Equal(plain.Loss, cached.Loss, 1e-3);
            Assert.Equal(plain.MeanFutureWeight, cached.MeanFutureWeight, 1e-3);
            Assert.Equal((plain.MaskStep, plain.Alpha), (cached.MaskStep, cached.Alpha));
            Assert.Equal(plain.GradientNorm, cached.GradientNorm, 1e-2 * plain.GradientNorm);
        }
    }

    [Fact]
    public void An_interrupted_run_with_the_cache_resumes_bit_equal()
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config(steps: 6).Optimizer(o => o with { CacheChunk = 3 }).Run(r => r with { CheckpointEvery = 2 });
        var whole = new Trainer(config, ToyTask.Data()).Train(folder.At("whole"));
        using (var stop = new StopAfter(3))
            new Trainer(config, ToyTask.Data()).Run(folder.At("run"), stop, stop.Token);

        var resumed = new Trainer(config, ToyTask.Data()).Train(folder.At("run"), resume: true);

        Assert.Equal(3, resumed.ResumedAt);
        Assert.Equal(whole.Losses, resumed.Losses);
    }

    [Fact]
    public void A_batch_larger_than_the_data_is_refused_with_the_cache_too() =>
        Assert.Equal("data.batch_size", Assert.Throws<BadInputException>(
            () => new Trainer(ToyTask.Config().Data(d => d with { BatchSize = 2_048 }).Optimizer(o => o with { CacheChunk = 8 }), ToyTask.Data())).Field);

    private static Result Steps(
        int chunk, string recipe = "ggsm", PoolingMode pooling = PoolingMode.Last, InfoNceOptions? options = null, bool project = false,
        int accumulation = 1, int steps = 2, bool hard = false, bool learn = false)
    {
        using var temperature = learn ? new LearnableTemperature(0.2) : null;
        using var decoder = TestTensors.Decoder();
        manual_seed(3);
        using var projector = project ? new Projector(TestTensors.SmallConfig.HiddenSize, 12, 6) : null;
        var source = pooling == PoolingMode.Last ? "input" : "last";
        var made = MaskTesting.Create(recipe.Split(' ')[0] is "ggsm" or "hybrid-mask" ? $"{recipe} source={source}" : recipe, new MaskSchedule(2, 6));
        var encoder = new TowerEncoder(decoder, made, pooling);
        var loss = new InfoNceLoss(options ?? InfoNceOptions.AsDescribed, temperature);
        using var guiding = new GuidancePass(
            encoder, copy => new ContrastiveStep(copy, loss, projector, chunk), [.. decoder.parameters(), .. projector?.parameters() ?? [], .. temperature?.parameters() ?? []],
            made.WantsFrozenCopy(0) ? FrozenDecoder.Of(decoder, CPU) : null);
        var step = new ContrastiveStep(encoder, loss, projector, chunk, guiding);
        var result = new Result([], [], [], []);
        for (var i = 0; i < steps; i++)
        {
            var outcome = step.Run(hard ? WithHardNegatives() : new PairBatch(Queries(Pairs), Answers(Pairs)), maskStep: i, accumulation);
            result.Losses.Add(outcome.Loss);
            result.FutureWeights.Add(outcome.MeanFutureWeight);
        }

        foreach (var (name, parameter) in decoder.named_parameters().Concat(projector?.named_parameters() ?? []).Concat(made.Learnable?.named_parameters() ?? []).Concat(temperature?.named_parameters() ?? []))
            result.Gradients[name] = parameter.grad?.Values() ?? [];
        foreach (var (name, value) in made.State())
            result.State[name] = value.Values();
        made.Learnable?.Dispose();
        return result;
    }

    private static void Step(MaskRecipe recipe, int chunk, int pairs = Pairs)
    {
        using var inner = NewDisposeScope();
        using var decoder = TestTensors.Decoder();
        new ContrastiveStep(new TowerEncoder(decoder, recipe, PoolingMode.Mean), new InfoNceLoss(InfoNceOptions.AsDescribed), cacheChunk: chunk)
            .Run(Queries(pairs), Answers(pairs), maskStep: 0);
    }

    /// <summary>Rows 0 to 6 with no, one, two, no, one ... hard negatives.</summary>
    private static PairBatch WithHardNegatives()
    {
        var random = new Random(13);
        int[] Tokens(int last) => [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => random.Next(3, 23)), last];
        return PairBatch.Create(
            [.. Enumerable.Range(0, Pairs).Select(i => new TokenPair(Tokens(1), Tokens(2)) { Negatives = [.. Enumerable.Range(0, i % 3).Select(_ => Tokens(2))] })],
            padId: 0, marks: new PromptMarks(5), CPU);
    }

    private static TokenBatch Queries(int pairs) => Batch(pairs, 11, 1, marks: new PromptMarks(5));

    private static TokenBatch Answers(int pairs) => Batch(pairs, 12, 2);

    private static TokenBatch Batch(int rows, int seed, int last, PromptMarks? marks = null)
    {
        var random = new Random(seed);
        return TokenBatch.Create(
            [.. Enumerable.Range(0, rows).Select(_ => (int[])[.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => random.Next(3, 23)), last])],
            0, CPU, marks: marks);
    }

    private static void AssertSame(Result plain, Result cached)
    {
        Assert.All(plain.Losses.Zip(cached.Losses), l => Assert.Equal(l.First, l.Second, 1e-5 * Math.Abs(l.First)));
        Assert.All(plain.FutureWeights.Zip(cached.FutureWeights), w => Assert.Equal(w.First, w.Second, 1e-6));
        AssertClose(plain.Gradients, cached.Gradients);
        AssertClose(plain.State, cached.State);
    }

    private static void AssertClose(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual, double relative = 1e-5)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        var whole = Norm(expected);
        foreach (var (name, values) in expected)
        {
            var error = Math.Sqrt(values.Zip(actual[name]).Sum(p => Math.Pow(p.First - p.Second, 2)));
            Assert.Equal(values.Length, actual[name].Length);
            Assert.True(error <= relative * Math.Max(Norm(values), 1e-3 * whole), $"{name}: off by {error:g3} of {Norm(values):g3}");
        }
    }

    private static double Norm(Dictionary<string, float[]> tensors) => Norm(tensors.Values.SelectMany(v => v));

    private static double Norm(IEnumerable<float> values) => Math.Sqrt(values.Sum(x => (double)x * x));

    private sealed record Result(
        List<double> Losses, List<double> FutureWeights, Dictionary<string, float[]> Gradients, Dictionary<string, float[]> State);

    private sealed class Listening() : MaskRecipe(new("listening", "", MaskPromises.None, _ => throw new NotSupportedException()))
    {
        public List<string> Log { get; } = [];

        public List<(long Rows, long LiveTensors)> Rows { get; } = [];

        public override AttentionPlan Plan(MaskInput input)
        {
            Log.Add($"plan {input.Tower}");
            Rows.Add((input.States.shape[0], DisposeScopeManager.Statistics.ThreadTotalLiveCount));
            return new(FutureWeights.Constant(input.Length, 1, input.States.device));
        }

        public override GradientRequest? Wants(Tower tower, long step) => new(HiddenSource.LastHidden);

        public override void Observe(HiddenGradient gradient) => Log.Add($"observe {gradient.Tower} {gradient.Gradient.shape[0]}");
    }

    /// <summary>Adds noise to the embedded input, as dropout would, and keeps what it drew.</summary>
    private sealed class Drawing() : MaskRecipe(new("drawing", "", MaskPromises.None, _ => throw new NotSupportedException()))
    {
        public List<Tensor> Drawn { get; } = [];

        public Queue<Tensor>? Replay { get; init; }

        public override AttentionPlan Plan(MaskInput input)
        {
            var noise = Replay?.Dequeue() ?? randn(input.States.shape).DetachFromDisposeScope();
            Drawn.Add(noise);
            return new(FutureWeights.Constant(input.Length, 1, input.States.device)) { States = input.States + noise };
        }
    }
}
