using Ggsm.Checkpoints;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Encoders;

/// <summary>
/// Turns texts into user and answer embeddings with a trained decoder, under the mask its recipe ends with (ggsm: fully
/// bidirectional; causal: causal). Embeddings have length 1 and do not depend on what else is in the batch.
/// </summary>
public sealed class UserEncoder : IDisposable
{
    private readonly EncoderModel model;
    private readonly UserTokenizer tokenizer;
    private readonly UserInput input;
    private readonly Device device;

    private UserEncoder(EncoderModel model, UserTokenizer tokenizer, Device device)
    {
        this.model = model;
        this.tokenizer = tokenizer;
        this.device = device;
        input = new UserInput(tokenizer, Settings.Input, Settings.MaxQueryLength, new ModalityBudget(Settings.Budget));
    }

    /// <summary>Numbers in an embedding.</summary>
    public int Size => model.Size;

    /// <summary>Whether the model was trained for embeddings of this size; others lose accuracy.</summary>
    public bool IsTrainedSize => model.IsTrainedSize;

    /// <summary>Positions the decoder was made for (<c>max_position_embeddings</c>). Longer inputs are read whole all the same.</summary>
    public int MaxPositions => model.MaxPositions;

    /// <summary>Positions of the longest input that was embedded so far.</summary>
    public int LongestInput => model.LongestInput;

    /// <summary>The mask recipe, pooling and lengths in use.</summary>
    public EncoderSettings Settings => model.Settings;

    /// <summary>
    /// Loads a run folder (its final model, or its newest valid checkpoint while it is unfinished) or a model folder in
    /// Hugging Face's layout with its tokenizer.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="deviceName"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="settings">Recipe, pooling and lengths; null for those the folder records.</param>
    /// <param name="dimension">Numbers of the embedding to keep, the first ones; null for all that were trained.</param>
    /// <param name="adapter">The folder of a PEFT adapter to put beside the weights; null for one that lies among them, or none.</param>
    /// <param name="state">Which state is the embedding where there is a projection head; null for the one the folder records.</param>
    /// <exception cref="BadInputException">The folder holds no model, a damaged one, one whose weights are not all finite, or a run of a newer version.</exception>
    public static UserEncoder Load(string directory, string deviceName = "auto", EncoderSettings? settings = null, int? dimension = null, string? adapter = null, EmbeddingState? state = null)
    {
        var run = RunFolder.At(directory);
        if (!Directory.Exists(run.Path))
        {
            throw new BadInputException("there is no such folder, neither a run nor a model.", run.Path,
                remedy: "Name the folder given to `train --out`, or a model folder in Hugging Face's layout.");
        }

        var (modelDirectory, tokenizerDirectory) = run.Exists && Directory.Exists(run.TokenizerDirectory)
            ? (ModelOf(RunFolder.Open(directory)), run.TokenizerDirectory)
            : (run.Path, run.Path);
        var device = Devices.Parse(deviceName);
        var tokenizer = UserTokenizer.Load(tokenizerDirectory);
        settings ??= EncoderSettings.LoadOrDefault(modelDirectory);
        var model = EncoderModel.Load(modelDirectory, settings with { Dimension = dimension ?? settings.Dimension, Embedding = state ?? settings.Embedding }, new MaskSchedule(0, 0), device, adapter);
        if (model.VocabularySize < tokenizer.VocabularySize)
        {
            var problem = $"the tokenizer has {tokenizer.VocabularySize} tokens, the decoder embeds {model.VocabularySize}.";
            model.Dispose();
            throw new BadInputException(problem, directory, remedy: "Use the tokenizer the decoder was trained with.");
        }

        if (model.BrokenTensor() is { } broken)
        {
            model.Dispose();
            throw new BadInputException("its values are not all finite, and no embedding would be.", modelDirectory, field: $"tensor {broken}",
                remedy: "Copy or download the weights again, or take an earlier checkpoint.");
        }

        return new(model, tokenizer, device);
    }

    /// <summary>A decoder with random weights, whatever its configuration starts from: the floor every trained encoder is compared with.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="settings">How it is used.</param>
    /// <param name="tokenizer">What cuts the texts.</param>
    /// <param name="seed">Decides the weights.</param>
    /// <param name="deviceName"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    public static UserEncoder Untrained(ModelConfig config, EncoderSettings settings, UserTokenizer tokenizer, long seed, string deviceName = "auto")
    {
        var device = Devices.Parse(deviceName);
        manual_seed(seed);
        return new(EncoderModel.Create(config with { Adapter = null }, settings, new MaskSchedule(0, 0), tokenizer.VocabularySize, device), tokenizer, device);
    }

    /// <summary>Embeds users in the form the model was trained with.</summary>
    /// <param name="users">The users.</param>
    /// <param name="instruction">What the embeddings are for; empty gives the general embedding.</param>
    /// <param name="batchSize">Users in one pass; decides speed and memory only.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns><c>[users, size]</c>, rows of length 1.</returns>
    /// <exception cref="NotFiniteEmbeddingException">An embedding is not finite.</exception>
    public float[,] Embed(IReadOnlyList<UserProfile> users, string? instruction = null, int batchSize = 32, CancellationToken cancellation = default) =>
        Embed(Tower.User, [.. users.Select(u => input.Of(u, instruction))], batchSize, cancellation);

    /// <summary>Embeds queries given as text; the anchor is added where it is missing.</summary>
    /// <param name="prompts">The queries. Rendered users are for models that read text; for one that reads events give the users themselves.</param>
    /// <param name="batchSize">Prompts in one pass; decides speed and memory only.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns><c>[prompts, size]</c>, rows of length 1.</returns>
    public float[,] Embed(IReadOnlyList<string> prompts, int batchSize = 32, CancellationToken cancellation = default) =>
        Embed(Tower.User, [.. prompts.Select(QueryOf)], batchSize, cancellation);

    /// <summary>Embeds answers; <c>&lt;EOS&gt;</c> is added where it is missing.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="batchSize">Answers in one pass; decides speed and memory only.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns><c>[answers, size]</c>, rows of length 1.</returns>
    public float[,] EmbedAnswers(IReadOnlyList<string> answers, int batchSize = 32, CancellationToken cancellation = default) =>
        Embed(Tower.Answer, [.. answers.Select(a => new TokenSequence(tokenizer.EncodeAnswer(a, Settings.MaxAnswerLength)))], batchSize, cancellation);

    /// <summary>Embeds token sequences of one tower.</summary>
    /// <returns><c>[sequences, size]</c>, rows of length 1.</returns>
    public float[,] EmbedTokens(Tower tower, IReadOnlyList<int[]> sequences, int batchSize = 32, CancellationToken cancellation = default) =>
        Embed(tower, [.. sequences.Select(ids => new TokenSequence(ids))], batchSize, cancellation);

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();

    private float[,] Embed(Tower tower, IReadOnlyList<TokenSequence> sequences, int batchSize, CancellationToken cancellation) =>
        model.Embed(tower, sequences, tokenizer.PadId, tower == Tower.User ? tokenizer.Marks : null, device, batchSize, cancellation);

    private TokenSequence QueryOf(string prompt) => Settings.Input == InputForm.Text || PromptText.TryParse(prompt) is null
        ? input.OfText(prompt)
        : throw new BadInputException("this model reads events, and it was given a user rendered as text.", remedy: "Give it the users themselves (users.jsonl).");

    private static string ModelOf(RunFolder run)
    {
        if (Directory.Exists(run.ModelDirectory))
            return run.ModelDirectory;
        return new TrainingCheckpointStore(run.CheckpointsDirectory, keepLast: 1).NewestValid([])
            ?? throw new BadInputException("this run has neither a final model nor a valid checkpoint.", run.Path,
                remedy: "Continue it with `train --resume`.");
    }
}

/// <summary>An embedding came out as something that is not a number or infinite, and was not handed on.</summary>
public sealed class NotFiniteEmbeddingException : NotFiniteNumberException
{
    /// <param name="row">Which of the inputs, from 0.</param>
    /// <param name="tensor">A tensor of the model whose values are not all finite; null when all are.</param>
    public NotFiniteEmbeddingException(int row, string? tensor)
        : base($"the embedding of input {row + 1} is not finite: {CauseOf(tensor)}")
    {
        Row = row;
        Tensor = tensor;
    }

    /// <summary>Which of the inputs, from 0.</summary>
    public int Row { get; }

    /// <summary>A tensor of the model whose values are not all finite; null when all are.</summary>
    public string? Tensor { get; }

    /// <summary>The cause in words.</summary>
    public string Cause => CauseOf(Tensor);

    private static string CauseOf(string? tensor) => tensor is null
        ? "the model's weights are finite, and its states run over on this input."
        : $"the tensor {tensor} of the model holds values that are not finite.";
}

/// <summary>
/// Inputs longer than a decoder was made for (<c>max_position_embeddings</c>): rotary positions go on beyond it, so that they are read
/// whole, with a warning.
/// </summary>
public static class PositionLimit
{
    /// <summary>What is said once.</summary>
    public static string Warning(long longest, int limit) => FormattableString.Invariant(
        $"Warning: an input has {longest} positions, and the model was made for {limit} (max_position_embeddings). It is read whole; beyond that limit a model may know less than it says.");
}
