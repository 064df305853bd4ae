using Ggsm.Batches;
using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Training;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class UserEncoderTests
{
    private static readonly string[] Texts =
    [
        "one red apple", "two green pears and a plum", "three", "four yellow lemons, five limes, six oranges and a bowl to put them in",
        "seven red cherries", "eight", "nine blue berries on a plate", "ten nuts",
    ];

    [Theory]
    [InlineData("causal")]
    [InlineData("ggsm")]
    [InlineData("hybrid-mlp")]
    public void An_embedding_does_not_depend_on_the_rest_of_its_batch_or_on_padding(string recipe)
    {
        using var folder = new TemporaryFolder();
        Train(folder.At("run"), recipe, PoolingMode.Last);
        using var encoder = UserEncoder.Load(folder.At("run"), "cpu");

        var together = encoder.Rows(Texts);
        for (var i = 0; i < Texts.Length; i++)
            Assert.Equal(encoder.Rows(Texts[i])[0], together[i], (a, b) => Math.Abs(a - b) <= 1e-5);
        Assert.Equal(together, encoder.Rows(Texts));
    }

    [Fact]
    public void An_adapter_beside_its_base_embeds_as_the_merged_model_does()
    {
        using var folder = new TemporaryFolder();
        Train(folder.At("run"), "ggsm", PoolingMode.Last, lora: new() { Rank = 4, Alpha = 16 });
        var (model, adapter) = (folder.At("run", "model"), folder.At("run", "model", "adapter"));
        using var merged = UserEncoder.Load(model, "cpu");
        var expected = merged.Rows(Texts);
        File.Copy(folder.At("run", "checkpoints", "step-00000006", "model.safetensors"), Path.Combine(model, "model.safetensors"), overwrite: true);
        using var without = UserEncoder.Load(model, "cpu");
        using var beside = UserEncoder.Load(model, "cpu", adapter: adapter);

        Assert.NotEqual(expected, without.Rows(Texts));
        foreach (var (row, found) in expected.Zip(beside.Rows(Texts)))
            Assert.Equal(row, found, (a, b) => Math.Abs(a - b) <= 1e-5);
    }

    [Fact]
    public void Embeddings_have_length_one_and_differ_between_texts()
    {
        using var folder = new TemporaryFolder();
        Train(folder.At("run"), "ggsm", PoolingMode.Last);
        using var encoder = UserEncoder.Load(folder.At("run"), "cpu");

        var rows = encoder.Rows(Texts);
        Assert.All(rows, row => Assert.Equal(1, row.Sum(x => (double)x * x), 1e-5));
        Assert.Equal(Texts.Length, rows.Select(r => string.Join(' ', r)).Distinct().Count());
        Assert.Equal(Texts.Length, encoder.AnswerRows(Texts).Length);
        Assert.Empty(encoder.Rows());
    }

    [Theory]
    [InlineData("causal", false)]
    [InlineData("ggsm", true)]
    [InlineData("bidirectional", true)]
    public void A_changed_token_moves_exactly_the_positions_its_mask_allows_after_load_and_after_resume(string recipe, bool movesThePast)
    {
        using var folder = new TemporaryFolder();
        Train(folder.At("whole"), recipe, PoolingMode.Mean);
        Train(folder.At("resumed"), recipe, PoolingMode.Mean, stopAfter: 3);
        Train(folder.At("resumed"), recipe, PoolingMode.Mean, resume: true);

        foreach (var run in new[] { "whole", "resumed" })
        {
            int[] tokens = [40, 41, 42, 43, 44, 45];
            int[] changed = [40, 41, 42, 77, 44, 45];
            var before = States(folder.At(run), tokens);
            var after = States(folder.At(run), changed);
            for (var position = 0; position < tokens.Length; position++)
            {
                var moved = before[position].Zip(after[position], (a, b) => Math.Abs(a - b)).Max() > 1e-6;
                Assert.Equal(position >= 3 || movesThePast, moved);
            }

            using var encoder = UserEncoder.Load(folder.At(run), "cpu");
            Assert.Equal(MeanDirection(before), encoder.TokenRows(tokens)[0], (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Fact]
    public void A_model_folder_alone_embeds_as_its_run_does()
    {
        using var folder = new TemporaryFolder();
        Train(folder.At("run"), "causal", PoolingMode.Mean);
        Directory.Move(folder.At("run", "model"), folder.At("model"));
        using var fromModel = UserEncoder.Load(folder.At("model"), "cpu");
        using var fromCheckpoint = UserEncoder.Load(folder.At("run"), "cpu");

        Assert.Equal("causal", fromModel.Settings.Recipe);
        Assert.Equal(PoolingMode.Mean, fromModel.Settings.Pooling);
        Assert.Equal(fromModel.Rows(Texts), fromCheckpoint.Rows(Texts));
    }

    [Fact]
    public void A_model_without_the_learnt_parameters_of_its_recipe_is_refused_by_the_name_of_one()
    {
        using var folder = new TemporaryFolder();
        Train(folder.At("run"), "hybrid-mlp", PoolingMode.Mean);
        File.Delete(folder.At("run", "model", "recipe.safetensors"));

        var error = Assert.Throws<BadInputException>(() => UserEncoder.Load(folder.At("run"), "cpu"));

        Assert.StartsWith("learnable.", error.Field);
        Assert.EndsWith("recipe.safetensors", error.File);
    }

    [Fact]
    public void An_untrained_encoder_is_the_start_of_the_run_and_not_its_end()
    {
        using var folder = new TemporaryFolder();
        var config = Train(folder.At("run"), "ggsm", PoolingMode.Last);
        using var trained = UserEncoder.Load(folder.At("run"), "cpu");
        using var untrained = config.Untrained(Tokenizer(folder));
        using var again = config.Untrained(Tokenizer(folder));

        Assert.Equal(untrained.Rows(Texts), again.Rows(Texts));
        Assert.NotEqual(untrained.Rows(Texts), trained.Rows(Texts));
    }

    [Fact]
    public void A_folder_without_a_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<BadInputException>(() => UserEncoder.Load(folder.Path, "cpu"));
        Assert.Contains("no such folder", Assert.Throws<BadInputException>(() => UserEncoder.Load(folder.At("nowhere"), "cpu")).Message);
    }

    private static UserTokenizer Tokenizer(TemporaryFolder folder) => UserTokenizer.Load(folder.At("run", "tokenizer"));

    private static TrainingConfig Train(string run, string recipe, PoolingMode pooling, int? stopAfter = null, bool resume = false, LoraConfig? lora = null)
    {
        var pairs = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(pairs, Enumerable.Range(0, 40).Select(i => $$"""{"query":"{{Texts[i % 8]}} {{i}}","answer":"{{Texts[(i + 3) % 8]}} {{i}}"}"""));
            var config = ToyTask.Config(recipe, steps: 6).Model(m => m with { Pooling = pooling, Lora = lora });
            using var stop = new StopAfter(stopAfter ?? int.MaxValue);
            new Trainer(config, config.LoadData(pairs)).Run(run, stop, stop.Token, resume);
            return config;
        }
        finally
        {
            File.Delete(pairs);
        }
    }

    private static float[][] States(string run, int[] tokens)
    {
        var model = Path.Combine(run, "model");
        var settings = EncoderSettings.LoadOrDefault(model);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var decoder = PretrainedDecoder.Load(model);
        var recipe = MaskRecipes.Create(settings.Recipe, new MaskSettings(new MaskSchedule(0, 0)) { Options = settings.RecipeOptions });
        var pass = new TowerEncoder(decoder, recipe, settings.Pooling)
            .Encode(Tower.User, TokenBatch.Create([tokens], padId: 0, CPU), step: 0, EncodingMode.Inference);
        var size = (int)pass.Hidden.shape[2];
        return [.. pass.Hidden.contiguous().data<float>().ToArray().Chunk(size)];
    }

    private static float[] MeanDirection(float[][] states)
    {
        var mean = Enumerable.Range(0, states[0].Length).Select(k => states.Average(s => s[k])).ToArray();
        var norm = MathF.Sqrt(mean.Sum(x => x * x));
        return [.. mean.Select(x => x / norm)];
    }
}
