using Ggsm.Synthesis.World;

namespace Ggsm.Notebooks.Tests;

public sealed class EncoderProbesTests
{
    [Fact]
    public void Every_task_is_probed_for_every_encoder_on_the_same_people()
    {
        var people = new WorldGenerator(new WorldOptions { Seed = 5, Tasks = ["food", "concert"] }).Generate(120).Select(user => user.Profile).ToArray();
        var random = new Random(3);
        var labels = new float[people.Length, 2];
        var noise = new float[people.Length, 2];
        for (var i = 0; i < people.Length; i++)
        {
            (labels[i, 0], labels[i, 1]) = (people[i].Labels["food"], people[i].Labels["concert"]);
            (noise[i, 0], noise[i, 1]) = (random.NextSingle(), random.NextSingle());
        }

        var probes = EncoderProbes.Run(people, ("knows", labels), ("guesses", noise));

        Assert.Equal(
            [("concert", "knows"), ("concert", "guesses"), ("food", "knows"), ("food", "guesses")],
            probes.Select(probe => (probe.Result.Task, probe.Encoder)));
        Assert.All(probes.Where(probe => probe.Encoder == "knows"), probe => Assert.Equal(1, probe.Result.Auc.Estimate));
        Assert.All(probes.Where(probe => probe.Encoder == "guesses"), probe => Assert.InRange(probe.Result.Auc.Estimate, 0.3, 0.7));
        Assert.Equal(probes[0].Result.TestLabels, probes[1].Result.TestLabels);
    }
}
