using System.Text.Json.Nodes;
using Ggsm.Checkpoints;
using Ggsm.Encoders;
using Ggsm.Runs;
using Ggsm.Tests.Checkpoints;
using Ggsm.Training;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

/// <summary>Runs that start from a Hugging Face folder of the Qwen2 kind.</summary>
public sealed class QwenStartTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TestFolder folder = new();
    private readonly QwenFolder qwen;

    public QwenStartTests() => qwen = new QwenFolder(folder.File("Qwen2.5-tiny"));

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(QwenFolder.Tokens + 40, QwenFolder.Tokens + 40)]
    [InlineData(QwenFolder.Tokens, QwenFolder.Tokens + 13)]
    public void A_run_starts_from_the_folder_with_the_template_s_tokens_on_spare_rows_or_new_ones(int rows, int rowsAfter)
    {
        qwen.WriteSharded(vocabulary: rows, type: ScalarType.BFloat16);

        var result = Train();

        Assert.Equal(2, result.Steps);
        using var encoder = UserEncoder.Load(folder.File("run"), "cpu");
        Assert.Equal(QwenFolder.Hidden, encoder.Rows("one taxi")[0].Length);
        var saved = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.File("run"), "model", "config.json")))!;
        Assert.Equal(rowsAfter, saved["vocab_size"]!.GetValue<int>());
        Assert.Equal(QwenFolder.Tokens, UserTokenizer.Load(Path.Combine(folder.File("run"), "model")).UserId);
    }

    [Fact]
    public void Another_tokenizer_than_the_decoder_s_is_refused_and_does_not_grow_it()
    {
        qwen.Write(vocabulary: QwenFolder.Tokens - 10);

        var error = Assert.Throws<BadInputException>(Train);

        Assert.Equal("vocab_size", error.Field);
    }

    private TrainingResult Train()
    {
        var pairs = folder.File("pairs.jsonl");
        File.WriteAllLines(pairs, Enumerable.Range(0, 40).Select(i => $"{{\"query\": \"taxi {i}\", \"answer\": \"coffee {i}\"}}"));
        var config = ToyTask.Config("ggsm", steps: 2).Model(m => m with { Init = qwen.Directory }).Data(d => d with { MaxQueryLength = 16, MaxAnswerLength = 16 });
        return new Trainer(config, config.LoadData(pairs)).Train(folder.File("run"));
    }
}
