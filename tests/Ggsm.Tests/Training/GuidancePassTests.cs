using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

/// <summary>The pass ahead of the live one, over the decoder in training or over a frozen copy of it.</summary>
public sealed class GuidancePassTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly DecoderModel decoder = TestTensors.Decoder();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(TowerCopy.Ahead)]
    [InlineData(TowerCopy.Frozen)]
    public void Its_gradients_arrive_before_the_live_plan_and_are_those_of_the_very_rows(TowerCopy copy)
    {
        var recipe = new Listening(copy);

        Run(recipe);

        Assert.Equal([$"plan User {copy}", $"plan Answer {copy}", "observe User", "observe Answer", "plan User Live", "plan Answer Live"], recipe.Calls);
        Assert.Equal(Direct(), recipe.Observed[0].Norms, (a, b) => Math.Abs(a - b) <= 1e-6 + (1e-4 * a));
        Assert.All(recipe.Observed, o => Assert.Equal(copy, o.Copy));
    }

    [Theory]
    [InlineData(TowerCopy.Ahead)]
    [InlineData(TowerCopy.Frozen)]
    public void It_leaves_every_parameter_the_gradient_of_the_live_pass_alone(TowerCopy copy)
    {
        Run(new Listening(copy));
        var guided = Gradients();
        Run(new Listening(TowerCopy.Live));

        Assert.Equal(guided, Gradients());
        Assert.All(decoder.parameters(), p => Assert.True(p.requires_grad));
    }

    [Fact]
    public void The_frozen_copy_stays_as_it_was_when_the_decoder_moves_and_the_pass_ahead_moves_with_it()
    {
        var (frozen, ahead) = (new Listening(TowerCopy.Frozen), new Listening(TowerCopy.Ahead));
        using var tower = FrozenDecoder.Of(decoder, CPU);
        Run(frozen, tower);
        Run(ahead);
        using (no_grad())
        {
            foreach (var parameter in decoder.parameters())
                parameter.mul_(1.5f);
        }

        Run(frozen, tower);
        Run(ahead);

        Assert.Equal(frozen.Observed[0].Norms, frozen.Observed[2].Norms);
        Assert.NotEqual(ahead.Observed[0].Norms, ahead.Observed[2].Norms);
    }

    [Fact]
    public void A_frozen_copy_comes_back_from_its_folder_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        using var tower = FrozenDecoder.Of(decoder, CPU);
        tower.Save(folder.Path);
        using var loaded = FrozenDecoder.Load(folder.Path, decoder.Config, CPU);
        var (one, other) = (new Listening(TowerCopy.Frozen), new Listening(TowerCopy.Frozen));

        Run(one, tower);
        Run(other, loaded);

        Assert.Equal(one.Observed[0].Norms, other.Observed[0].Norms);
    }

    [Fact]
    public void The_copy_is_freed_once_the_recipe_wants_it_no_longer()
    {
        var recipe = new Listening(TowerCopy.Frozen);
        using var folder = new TemporaryFolder();
        using var guiding = Guide(recipe, FrozenDecoder.Of(decoder, CPU));

        guiding.Release(Listening.Last);
        guiding.Save(folder.Path);
        Assert.True(File.Exists(folder.At(FrozenDecoder.FileName)));

        guiding.Release(Listening.Last + 1);
        guiding.Save(Directory.CreateDirectory(folder.At("later")).FullName);
        Assert.False(File.Exists(folder.At("later", FrozenDecoder.FileName)));
    }

    [Fact]
    public void A_step_that_has_nothing_to_run_ahead_says_so_instead_of_training_without_guidance()
    {
        var encoder = new TowerEncoder(decoder, new Listening(TowerCopy.Ahead), PoolingMode.Mean);
        var step = new ContrastiveStep(encoder, new InfoNceLoss(InfoNceOptions.AsDescribed));

        var error = Assert.Throws<InvalidOperationException>(() => step.Run(Users(), Answers(), maskStep: 0));

        Assert.Contains("listening", error.Message);
    }

    private static TokenBatch Users() => TokenBatch.Create([[3, 4, 5, 1], [6, 7, 8], [9, 10, 11, 12]], 0, CPU);

    private static TokenBatch Answers() => TokenBatch.Create([[13, 2], [14, 2], [15, 16]], 0, CPU);

    private void Run(Listening recipe, FrozenDecoder? frozen = null)
    {
        foreach (var parameter in decoder.parameters())
            parameter.grad = null;
        var own = frozen is null && recipe.Copy == TowerCopy.Frozen ? FrozenDecoder.Of(decoder, CPU) : frozen;
        var encoder = new TowerEncoder(decoder, recipe, PoolingMode.Mean);
        var loss = new InfoNceLoss(InfoNceOptions.AsDescribed);
        var step = new ContrastiveStep(encoder, loss, guiding: Guide(recipe, own));
        step.Run(Users(), Answers(), maskStep: 0);
    }

    private GuidancePass Guide(Listening recipe, FrozenDecoder? frozen) => new(
        new TowerEncoder(decoder, recipe, PoolingMode.Mean),
        encoder => new ContrastiveStep(encoder, new InfoNceLoss(InfoNceOptions.AsDescribed)), decoder.parameters(), frozen);

    private List<float[]> Gradients() => [.. decoder.parameters().Select(p => p.grad!.Values())];

    /// <summary>The same gradient by hand: both towers, loss, backward, the norm of each position of the user tower's input.</summary>
    private float[] Direct()
    {
        var embedded = decoder.Embed(Users().Ids).detach().requires_grad_();
        var users = decoder.Forward(DecoderInput.OfEmbeddings(embedded, Bias(Users()))).LastHiddenState;
        var answers = decoder.Forward(DecoderInput.OfIds(Answers().Ids, Bias(Answers()))).LastHiddenState;
        new InfoNceLoss(InfoNceOptions.AsDescribed)
            .Compute(Pooling.Mean(users, Users().Padding), Pooling.Mean(answers, Answers().Padding)).backward();
        return embedded.grad!.pow(2).sum(-1).sqrt().Values();
    }

    private static Tensor Bias(TokenBatch batch) =>
        AttentionBias.FromFutureWeights(FutureWeights.Constant(batch.Ids.shape[1], 1, CPU), batch.Padding);

    private sealed class Listening(TowerCopy copy) : MaskRecipe(new("listening", "", MaskPromises.None, _ => throw new NotSupportedException()))
    {
        public const long Last = 3;

        public TowerCopy Copy => copy;

        public List<string> Calls { get; } = [];

        public List<(TowerCopy Copy, float[] Norms)> Observed { get; } = [];

        public override bool WantsFrozenCopy(long step) => copy == TowerCopy.Frozen && step <= Last;

        public override AttentionPlan Plan(MaskInput input)
        {
            Calls.Add($"plan {input.Tower} {input.Copy}");
            return new(FutureWeights.Constant(input.Length, 1, input.States.device));
        }

        public override GradientRequest? Wants(Tower tower, long step) => step <= Last ? new(HiddenSource.InputEmbeddings, copy) : null;

        public override void Observe(HiddenGradient gradient)
        {
            Calls.Add($"observe {gradient.Tower}");
            Observed.Add((gradient.Copy, gradient.Gradient.pow(2).sum(-1).sqrt().Values()));
        }
    }
}
