using System.Text.Json.Nodes;
using Ggsm.Batches;
using Ggsm.Checkpoints;
using Ggsm.Encoders;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

/// <summary>Every file with a format of ours: a newer one is refused by name, one without a version is of the first format.</summary>
public sealed class FormatVersionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Files =>
        ["run/config.json", "run/model/config.json", "run/model/encoder.json", "run/tokenizer/tokenizer_config.json", "run/checkpoints/step-00000002/state.json", "pretraining/checkpoints/step-00000002/state.json", "data/manifest.json"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_a_newer_version_is_refused_by_name(string file)
    {
        var path = Written(file, json => json["format_version"] = 2);

        var error = Assert.Throws<BadInputException>(() => Read(file));

        Assert.Equal("format_version", error.Field);
        Assert.Contains("newer version", error.Message);
        Assert.Contains("format 2", error.Message);
        Assert.Equal(Path.GetFileName(path), Path.GetFileName(error.File));
        if (file == "run/config.json")
            Assert.Throws<BadInputException>(() => RunFolder.Open(folder.At("run")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_without_a_version_is_of_the_first_format(string file)
    {
        Written(file, json => Assert.True(json.Remove("format_version")));

        Read(file);
    }

    private string Written(string file, Action<JsonObject> change)
    {
        var data = Directory.CreateDirectory(folder.At("data")).FullName;
        File.WriteAllText(Path.Combine(data, "pairs.jsonl"), string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"{{\"query\": \"number {i}\", \"answer\": \"answer {i}\", \"source\": \"test\"}}\n")));
        File.WriteAllText(Path.Combine(data, "manifest.json"), """{"format_version": 1, "kind": "test"}""");
        var dataset = TrainingData.Of(PairDataset.Load(data));
        var config = file.StartsWith("pretraining", StringComparison.Ordinal) ? ToyText.Config(steps: 2) : ToyTask.Config("causal", steps: 2);
        new Trainer(config.Data(d => d with { MaxQueryLength = 12, MaxAnswerLength = 12 }), dataset).Train(folder.At(file.StartsWith("data", StringComparison.Ordinal) ? "run" : file.Split('/')[0]));

        var path = folder.At(file.Split('/'));
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
        return path;
    }

    private void Read(string file)
    {
        if (file.StartsWith("data/", StringComparison.Ordinal))
        {
            PairDataset.Load(folder.At("data"));
        }
        else if (file.Contains("/checkpoints/", StringComparison.Ordinal))
        {
            var run = folder.At(file.Split('/')[0]);
            Reseal(Path.Combine(run, "checkpoints", "step-00000002"));
            var dataset = TrainingData.Of(PairDataset.Load(folder.At("data")));
            new Trainer(TrainingConfig.Of(RunFolder.Open(run)), dataset).Train(run, resume: true);
        }
        else
        {
            using var encoder = UserEncoder.Load(folder.At("run"), "cpu");
            _ = RunFolder.Open(folder.At("run")).Steps;
        }
    }

    /// <summary>Gives a changed checkpoint a manifest that vouches for it.</summary>
    private void Reseal(string checkpoint)
    {
        Directory.Move(checkpoint, folder.At("changed"));
        File.Delete(folder.At("changed", "manifest.json"));
        new TrainingCheckpointStore(Path.GetDirectoryName(checkpoint)!, keepLast: 2).Save(2, directory =>
        {
            foreach (var file in Directory.GetFiles(folder.At("changed")))
                File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        });
    }
}
