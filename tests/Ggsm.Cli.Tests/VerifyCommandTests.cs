using System.Globalization;
using System.Text.Json;

namespace Ggsm.Cli.Tests;

public sealed class VerifyCommandTests : IDisposable
{
    /// <summary>Equations 6 to 8 on two users of four numbers, computed by PyTorch.</summary>
    private const double ReferenceLoss = 0.010316163301467896;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Within_its_tolerance_a_case_passes_and_its_worst_error_is_reported()
    {
        WriteReference(ReferenceLoss);

        var run = await Verify();

        Assert.True(run.ExitCode == ExitCodes.Done, run.Output + run.Error);
        var cases = Cases();
        Assert.NotEmpty(cases);
        Assert.All(cases, done =>
        {
            Assert.True(done.GetProperty("passed").GetBoolean());
            Assert.InRange(done.GetProperty("worst_error").GetDouble(), 0, done.GetProperty("tolerance").GetDouble());
            Assert.Contains(done.GetProperty("name").GetString()!, run.Output, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Beyond_its_tolerance_a_case_fails_by_its_name_and_the_command_ends_1()
    {
        WriteReference(ReferenceLoss + 0.25);

        var run = await Verify();

        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("FAILED", run.Output, StringComparison.Ordinal);
        var failed = Assert.Single(Cases(), done => !done.GetProperty("passed").GetBoolean());
        Assert.Equal(0.25, failed.GetProperty("worst_error").GetDouble(), 4);
    }

    [Fact]
    public async Task A_truncated_safetensors_file_among_the_references_is_named()
    {
        folder.Write("golden/decoder_tiny/config.json", """
            {"model_type": "qwen2", "hidden_act": "silu", "rope_theta": 10000, "vocab_size": 8, "hidden_size": 4, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1, "tie_word_embeddings": true}
            """);
        folder.Write("golden/decoder_tiny/expected.json", """{"input_ids": [[1, 2]], "masks": {}}""");
        var weights = folder.Write("golden/decoder_tiny/model.safetensors", "\u0040\0\0\0\0\0\0\0{\"model.embed_tokens.weight\":");

        var run = await Verify();

        run.AssertRefused(weights);
        Assert.False(File.Exists(folder.File("v.json")));
    }

    [Fact]
    public async Task A_folder_without_references_is_refused()
    {
        folder.Write("golden/README.md", "nothing here");

        (await Verify()).AssertRefused(folder.File("golden"));
    }

    public void Dispose() => folder.Dispose();

    private Task<CliRun> Verify() => CliRun.OfAsync("verify", "--golden", folder.File("golden"), "--json", folder.File("v.json"));

    private List<JsonElement> Cases() =>
        [.. JsonDocument.Parse(File.ReadAllText(folder.File("v.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    private void WriteReference(double loss) => folder.Write("golden/loss_as_described.json", $$"""
        {"source": "equations 6 to 8", "cases": [{
          "batch": 2, "dim": 4, "temperature": 0.07, "margin": 0.1,
          "users": [[-0.44138291478157043, -0.046297624707221985, 1.5306332111358643, -2.3866729736328125],
                    [0.2776995897293091, -0.06441295146942139, -0.06727480888366699, -1.853516936302185]],
          "answers": [[0.6191099882125854, 0.4455588757991791, 1.4618858098983765, 0.6979055404663086],
                      [0.0013278722763061523, -0.5685843825340271, -3.156073570251465, -1.126686692237854]],
          "loss": {{loss.ToString("R", CultureInfo.InvariantCulture)}},
          "grad_users": [[-0.019648149609565735, -0.021344801411032677, -0.0812392383813858, -0.048053041100502014],
                         [4.5541528379544616e-05, 3.9108796045184135e-05, 0.0001719020219752565, -7.752460078336298e-07]],
          "grad_answers": [[0.014065669849514961, 0.0024143769405782223, -0.03977213427424431, 0.06929070502519608],
                           [-0.006595429033041, -0.002247863681986928, 0.014208991080522537, -0.038675595074892044]]
        }]}
        """);
}
