using Ggsm.Batches;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

/// <summary>Changes one token after another and looks at which positions move.</summary>
internal static class Perturbation
{
    private const int HistoryEnd = 2;
    private const int Vocabulary = 23;

    /// <summary>
    /// Encodes rows of the lengths given and, for each token of each column, the same rows with that token changed: the final states that
    /// move must be those that its embedded position reaches through the open pairs of the layers, in its own row, to the bit.
    /// The third token of longer rows ends the user segment and stays.
    /// </summary>
    /// <param name="decoder">The decoder; with an encoder of events where <paramref name="events"/> are asked for.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="pooling">How states are pooled.</param>
    /// <param name="tower">The tower.</param>
    /// <param name="step">The step of the recipe's clock.</param>
    /// <param name="phase">Training or inference.</param>
    /// <param name="lengths">Positions of each row.</param>
    /// <param name="events">Whether events stand at the positions of the user segment, and are changed instead of tokens.</param>
    public static void Check(
        DecoderModel decoder, MaskRecipe recipe, PoolingMode pooling, Tower tower, long step, EncodingMode phase, int[] lengths, bool events = false)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var encoder = new TowerEncoder(decoder, recipe, pooling);
        var random = new Random(7);
        TokenSequence[] rows =
        [
            .. lengths.Select(length => new TokenSequence([.. Enumerable.Range(0, length).Select(i => i == 2 ? HistoryEnd : random.Next(3, Vocabulary))])
            {
                Events = events ? [.. Enumerable.Range(0, Math.Min(2, length)).Select(i => new PlacedEvent(i, Event(random.Next(3, Vocabulary))))] : [],
            }),
        ];
        var given = Given(rows);
        if (phase == EncodingMode.Training)
            MaskTesting.RunAhead(recipe, given, new Random(11));
        var (before, first) = Run(rows);
        var bias = AttentionBias.FromPlan(before.Plan, given).expand(rows.Length, 1, -1, -1);
        foreach (var j in Enumerable.Range(0, lengths.Max()).Where(j => j != 2))
        {
            var (after, inputs) = Run([.. rows.Select(row => Changed(row, j))]);
            var (sources, moved) = (Moved(first, inputs), Moved(before.Hidden, after.Hidden));
            for (var row = 0; row < rows.Length; row++)
            {
                Assert.Equal(j < lengths[row] ? 1 : 0, sources[row].Count(s => s));
                var reached = Reached(bias.select(0, row).select(0, 0), sources[row], decoder.Config.Layers);
                for (var i = 0; i < reached.Length; i++)
                {
                    Assert.True(reached[i] == moved[row][i],
                        $"{recipe.Name}, {tower}, step {step}: token {j} changed, position {i} of row {row} {(moved[row][i] ? "moved" : "stayed")}, but the mask {(reached[i] ? "lets it see" : "hides")} that token");
                }
            }
        }

        // The embedded input is as the decoder sees it, with the positions a recipe adds.
        (TowerOutput Pass, Tensor Inputs) Run(TokenSequence[] sequences)
        {
            var batch = Batch(sequences);
            var pass = encoder.Encode(tower, batch, step, phase);
            return (pass, pass.Plan.States ?? decoder.Embed(batch.Ids, batch.Events));
        }

        MaskInput Given(TokenSequence[] sequences)
        {
            var batch = Batch(sequences);
            return new(tower, step, decoder.Embed(batch.Ids, batch.Events), batch.Padding, batch.LastPositions) { Mode = phase };
        }
    }

    private static EventTokens Event(int token) => TestEvents.Event([token], 5);

    /// <summary>The sequence with another token at a position, or with another word in the event that stands there.</summary>
    private static TokenSequence Changed(TokenSequence row, int position) => row with
    {
        Ids = [.. row.Ids.Select((id, i) => i == position ? Next(id) : id)],
        Events = [.. row.Events.Select(e => e.Position == position ? e with { Event = Event(Next(e.Event.Fields[0].Value[0])) } : e)],
    };

    private static int Next(int token) => 3 + ((token - 2) % (Vocabulary - 3));

    private static TokenBatch Batch(TokenSequence[] rows) => TokenBatch.Create(rows, padId: 0, CPU, marks: new PromptMarks(HistoryEnd));

    /// <summary>The positions that the sources reach through the open pairs of so many layers.</summary>
    private static bool[] Reached(Tensor bias, bool[] sources, int layers)
    {
        var length = sources.Length;
        var open = bias.Values().Select(b => b > AttentionBias.Closed / 2).ToArray();
        var reached = (bool[])sources.Clone();
        for (var layer = 0; layer < layers; layer++)
        {
            var before = (bool[])reached.Clone();
            for (var i = 0; i < length; i++)
                reached[i] |= Enumerable.Range(0, length).Any(k => before[k] && open[(i * length) + k]);
        }

        return reached;
    }

    private static bool[][] Moved(Tensor before, Tensor after)
    {
        var (rows, length, hidden) = ((int)before.shape[0], (int)before.shape[1], (int)before.shape[2]);
        var (a, b) = (before.Values(), after.Values());
        return [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, length)
            .Select(i => !a.AsSpan(((row * length) + i) * hidden, hidden).SequenceEqual(b.AsSpan(((row * length) + i) * hidden, hidden)))
            .ToArray())];
    }
}
