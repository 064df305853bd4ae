using FsCheck;
using FsCheck.Fluent;
using Ggsm.Contrastive;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Tests.Contrastive;

/// <summary>What holds of every form of the loss, in fp64, over random batches, hard negatives, margins, temperatures and sizes.</summary>
public sealed class InfoNceLawTests
{
    private const int Size = 6;

    [Fact]
    public void The_loss_is_the_sum_written_out() => Hold(draw =>
        AssertNear(draw.ByHand(), draw.Loss()));

    [Fact]
    public void The_gradient_with_the_temperature_s_is_the_slope_of_the_sum_written_out() => Hold(draw =>
    {
        var random = new System.Random(draw.Seed + 1);
        using var temperature = new LearnableTemperature(draw.Options.Temperature);
        temperature.to(ScalarType.Float64);
        var logarithm = (Parameter)temperature.parameters().Single();
        var (users, answers) = (Draw.Rows(draw.Users).requires_grad_(), Draw.Rows(draw.Answers).requires_grad_());
        var hard = draw.HardTensor();
        hard?.Embeddings.requires_grad_();
        new InfoNceLoss(draw.Options, temperature).Compute(users, answers, hard).backward();

        double[][] along = [.. draw.Users.Select(r => Draw.Normal(random))], alongAnswers = [.. draw.Answers.Select(r => Draw.Normal(random))];
        double[][][] alongHard = [.. draw.Hard.Select(rows => rows.Select(r => Draw.Normal(random)).ToArray())];
        var alongLogarithm = random.NextDouble() - 0.5;
        var slope = Dot(users.grad!, Draw.Rows(along)) + Dot(answers.grad!, Draw.Rows(alongAnswers)) + (logarithm.grad!.item<double>() * alongLogarithm);
        if (hard is not null)
            slope += Dot(hard.Embeddings.grad!, Draw.HardRows(alongHard));

        const double Far = 1e-5;
        var (up, keptUp) = At(Far);
        var (down, keptDown) = At(-Far);
        if (keptUp == keptDown)
            Assert.Equal((up - down) / (2 * Far), slope, 1e-6 * (1 + Math.Abs(slope)));

        (double Loss, int Kept) At(double far)
        {
            var reference = new InfoNceByHand(draw.Options, temperature.Current * Math.Exp(far * alongLogarithm));
            var loss = reference.Loss(
                Moved(draw.Users, along), Moved(draw.Answers, alongAnswers), [.. draw.Hard.Zip(alongHard, Moved)]);
            return (loss, reference.Kept);

            double[][] Moved(double[][] rows, double[][] by) =>
                [.. rows.Zip(by, (row, step) => row.Zip(step, (x, d) => x + (far * d)).ToArray())];
        }
    });

    [Fact]
    public void The_order_of_the_pairs_does_not_matter() => Hold(draw =>
    {
        var order = Enumerable.Range(0, draw.Users.Length).ToArray();
        new System.Random(draw.Seed).Shuffle(order);

        AssertNear(draw.Loss(), (draw with
        {
            Users = [.. order.Select(i => draw.Users[i])],
            Answers = [.. order.Select(i => draw.Answers[i])],
            Hard = [.. order.Select(i => draw.Hard[i])],
        }).Loss());
    });

    [Fact]
    public void The_length_of_any_embedding_does_not_matter() => Hold(draw =>
    {
        var random = new System.Random(draw.Seed);

        AssertNear(draw.Loss(), (draw with { Users = Stretched(draw.Users), Answers = Stretched(draw.Answers), Hard = [.. draw.Hard.Select(Stretched)] }).Loss());

        double[][] Stretched(double[][] rows) =>
            [.. rows.Select(row => { var by = Math.Exp(random.NextDouble() * 4 - 2); return row.Select(x => x * by).ToArray(); })];
    });

    [Fact]
    public void No_margin_is_a_margin_nothing_exceeds() => Hold(draw =>
        Assert.Equal((draw with { Options = draw.Options with { Margin = null } }).Loss(), (draw with { Options = draw.Options with { Margin = 2.001 } }).Loss()));

    [Fact]
    public void A_smaller_margin_never_raises_the_loss() => Hold(draw =>
        Assert.True((draw with { Options = draw.Options with { Margin = 0 } }).Loss() <= (draw with { Options = draw.Options with { Margin = null } }).Loss() + 1e-12));

    [Fact]
    public void A_hard_negative_never_lowers_the_loss_and_one_the_filter_takes_changes_nothing() => Hold(draw =>
    {
        var without = (draw with { Hard = [.. draw.Hard.Select(_ => Array.Empty<double[]>())], Options = draw.Options with { Matryoshka = [] } }).Loss();
        Assert.True((draw with { Options = draw.Options with { Matryoshka = [] } }).Loss() >= without - 1e-12);

        var twins = draw with { Hard = [.. draw.Users.Select(u => new[] { u })], Options = draw.Options with { Matryoshka = [], Margin = 0 } };
        AssertNear((twins with { Hard = [.. draw.Hard.Select(_ => Array.Empty<double[]>())] }).Loss(), twins.Loss());
    });

    [Fact]
    public void What_stands_where_a_row_has_no_hard_negative_is_not_looked_at() => Hold(draw =>
    {
        if (draw.HardTensor() is not { } hard)
            return;
        using var noGradient = no_grad();
        var filled = hard.Embeddings.masked_fill(hard.Given.logical_not().unsqueeze(-1), double.NaN);

        AssertNear(draw.Loss(), new InfoNceLoss(draw.Options).Compute(Draw.Rows(draw.Users), Draw.Rows(draw.Answers), hard with { Embeddings = filled }).item<double>());
    });

    [Fact]
    public void Matryoshka_of_the_whole_alone_is_no_matryoshka_and_only_the_ratio_of_weights_counts() => Hold(draw =>
    {
        AssertNear(
            (draw with { Options = draw.Options with { Matryoshka = [] } }).Loss(),
            (draw with { Options = draw.Options with { Matryoshka = [new(Size, 3)] } }).Loss());
        AssertNear(
            (draw with { Options = draw.Options with { Matryoshka = [new(2, 1), new(4, 2)] } }).Loss(),
            (draw with { Options = draw.Options with { Matryoshka = [new(4, 1), new(2, 0.5)] } }).Loss());
    });

    [Fact]
    public void Single_precision_agrees_with_double() => Hold(draw =>
    {
        var hard = draw.HardTensor();
        var single = new InfoNceLoss(draw.Options).Compute(
            Draw.Rows(draw.Users).to(ScalarType.Float32), Draw.Rows(draw.Answers).to(ScalarType.Float32),
            hard is null ? null : hard with { Embeddings = hard.Embeddings.to(ScalarType.Float32) });

        Assert.Equal(ScalarType.Float32, single.dtype);
        if (draw.Options.Margin is null)
            Assert.Equal(draw.Loss(), single.item<float>(), 1e-3 * (1 + draw.Loss()));
    });

    private static double Dot(Tensor a, Tensor b) => (a * b).sum().item<double>();

    private static void AssertNear(double expected, double actual) => Assert.Equal(expected, actual, 1e-9 * (1 + Math.Abs(expected)));

    private static void Hold(Action<Draw> law)
    {
        var property = Prop.ForAll(Draws.ToArbitrary(), draw =>
        {
            using var scope = NewDisposeScope();
            law(draw);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithQuietOnSuccess(true), property);
    }

    private static Gen<Draw> Draws =>
        from pairs in Gen.Choose(1, 6)
        from hard in Gen.Choose(0, 3).ArrayOf(pairs)
        from negatives in Gen.Choose(1, 7)
        from margin in Gen.Elements<double?>(null, 0.0, 0.1, 0.4)
        from temperature in Gen.Elements(0.05, 0.3, 1.0)
        from symmetric in Gen.Elements(true, false)
        from plainSum in Gen.Elements(true, false)
        from sizes in Gen.Elements<MatryoshkaSize[]>([], [new(3)], [new(Size, 2), new(4, 1), new(2, 0.5)])
        from seed in Gen.Choose(0, 1_000_000)
        select Draw.Of(hard, seed, new InfoNceOptions
        {
            Negatives = (InfoNceNegatives)negatives,
            Margin = margin,
            Temperature = temperature,
            Symmetric = symmetric,
            PlainSum = plainSum,
            Matryoshka = sizes,
        });

    private sealed record Draw(double[][] Users, double[][] Answers, double[][][] Hard, InfoNceOptions Options, int Seed)
    {
        public static Draw Of(int[] hard, int seed, InfoNceOptions options)
        {
            var random = new System.Random(seed);
            double[][] Rows(int count) => [.. Enumerable.Range(0, count).Select(_ => Normal(random))];
            return new(Rows(hard.Length), Rows(hard.Length), [.. hard.Select(Rows)], options, seed);
        }

        public double Loss() => new InfoNceLoss(Options).Compute(Rows(Users), Rows(Answers), HardTensor()).item<double>();

        public double ByHand() => new InfoNceByHand(Options, Options.Temperature).Loss(Users, Answers, Hard);

        public HardNegatives? HardTensor()
        {
            var most = Hard.Max(h => h.Length);
            return most == 0 ? null : new(
                HardRows(Hard), tensor(Hard.SelectMany(h => Enumerable.Range(0, most).Select(k => k < h.Length)).ToArray(), [Hard.Length, most]));
        }

        public static double[] Normal(System.Random random) =>
            [.. Enumerable.Range(0, Size).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];

        public static Tensor Rows(double[][] rows) => tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, Size]);

        public static Tensor HardRows(double[][][] hard)
        {
            var most = hard.Max(h => h.Length);
            return tensor(hard.SelectMany(h => Enumerable.Range(0, most).SelectMany(k => k < h.Length ? h[k] : new double[Size])).ToArray(), [hard.Length, most, Size]);
        }

        public override string ToString() => $"{Users.Length} pairs, {string.Join("/", Hard.Select(h => h.Length))} hard negatives, seed {Seed}, {Options}";
    }
}
