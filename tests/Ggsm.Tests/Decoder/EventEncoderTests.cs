using Ggsm.Batches;
using Ggsm.Decoder;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Decoder;

public sealed class EventEncoderTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly DecoderModel decoder = TestTensors.Decoder();

    public EventEncoderTests() => decoder.AddEvents(TestEvents.Config);

    public void Dispose()
    {
        decoder.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void Events_stand_at_their_positions_and_all_others_are_the_tokens_to_the_bit()
    {
        var sequence = new TokenSequence([3, 4, 5, 6]) { Events = [new(1, TestEvents.Event([7, 8], 9)), new(2, TestEvents.Fact(4))] };
        var other = sequence with { Ids = [3, 20, 21, 6] };

        var embedded = Embed(sequence, new TokenSequence([3, 4]));

        Assert.Equal([2, 4, 16], embedded.shape);
        var tokens = decoder.Embed(tensor(new long[] { 3, 4, 5, 6 }, [1, 4]));
        Assert.Equal(tokens[0, 0].Values(), embedded[0, 0].Values());
        Assert.Equal(tokens[0, 3].Values(), embedded[0, 3].Values());
        Assert.Equal(tokens[0, 1].Values(), embedded[1, 1].Values());
        Assert.NotEqual(tokens[0, 1].Values(), embedded[0, 1].Values());
        Assert.Equal(embedded.Values(), Embed(other, new TokenSequence([3, 4])).Values());
    }

    [Fact]
    public void An_event_is_encoded_alike_whatever_else_is_in_the_batch()
    {
        var one = TestEvents.Event([7, 8], 9);
        var alone = Embed(new TokenSequence([3, 4]) { Events = [new(1, one)] })[0, 1];

        var many = Embed(
            new TokenSequence([3, 4, 5]) { Events = [new(0, TestEvents.Event([7, 8, 9, 10], 2, 1e6)), new(2, one)] },
            new TokenSequence([3]) { Events = [new(0, TestEvents.Fact(1))] })[0, 2];

        Assert.Equal(alone.Values(), many.Values(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Words_their_order_names_numbers_and_times_all_tell_events_apart()
    {
        var given = TestEvents.Event([7, 8], 9);
        EventTokens[] others =
        [
            TestEvents.Event([7, 10], 9),
            TestEvents.Event([8, 7], 9),
            TestEvents.Event([7, 8], 9, number: 8),
            TestEvents.Event([7, 8], 9, number: -7),
            given with { Fields = [given.Fields[0] with { Name = given.Fields[1].Name }, given.Fields[1] with { Name = given.Fields[0].Name }] },
            given with { Fields = [given.Fields[0]] },
            given with { Age = TimeSpan.FromDays(4) },
            given with { Time = given.Time!.Value.AddHours(3) },
            given with { Time = given.Time!.Value.AddDays(1) },
            given with { Modality = Modality.Spm },
        ];

        var state = State(given);

        Assert.All(others, other => Assert.True(Distance(state, State(other)) > 1e-4));
        Assert.Equal(state, State(given with { Fields = [given.Fields[1], given.Fields[0]] }), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Near_numbers_are_nearer_than_far_ones()
    {
        var state = State(TestEvents.Event([7], 9, number: 100));

        Assert.True(Distance(state, State(TestEvents.Event([7], 9, number: 110))) < Distance(state, State(TestEvents.Event([7], 9, number: 1000))));
    }

    [Fact]
    public void A_value_longer_than_is_read_counts_by_its_first_tokens()
    {
        int[] longest = [.. Enumerable.Repeat(7, EventEncoderConfig.MostValueTokens)];

        Assert.Equal(State(TestEvents.Event(longest, 9)), State(TestEvents.Event([.. longest, 8, 9], 9)));
    }

    [Fact]
    public void Events_without_fields_and_values_without_tokens_give_numbers()
    {
        var empty = TestEvents.Event([], 9) with { Fields = [] };

        Assert.All(State(empty).Concat(State(TestEvents.Event([], 9))), x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void Every_part_of_the_encoder_learns_from_a_batch_of_all_modalities()
    {
        EventTokens[] events = [.. Modalities.OfEvents.Select(m => TestEvents.Event([7, 8], 9) with { Modality = m }), TestEvents.Fact(3)];
        var embedded = Embed(new TokenSequence(new int[events.Length]) { Events = [.. events.Select((e, i) => new PlacedEvent(i, e))] });

        embedded.pow(2).sum().backward();

        Assert.All(decoder.EventParameters(), p => Assert.Contains(p.Parameter.grad!.Values(), g => g != 0));
    }

    [Fact]
    public void A_fresh_event_is_of_about_the_size_of_a_fresh_token()
    {
        var tokens = decoder.Embed(TestTensors.Ids(new Random(1), 1, 20)).pow(2).mean().item<float>();
        var events = Embed(new TokenSequence(new int[20])
        {
            Events = [.. Enumerable.Range(0, 20).Select(i => new PlacedEvent(i, TestEvents.Event([i, i + 1], 9, i)))],
        }).pow(2).mean().item<float>();

        Assert.InRange(events / tokens, 0.1, 10);
    }

    [Fact]
    public void A_fresh_event_lies_in_the_direction_of_the_words_it_is_made_of()
    {
        using var noGradient = no_grad();
        var words = Enumerable.Range(0, 20).Select(i => decoder.Embed(tensor([(long)i], [1, 1]))[0, 0]).ToArray();
        for (var word = 0; word < words.Length; word++)
        {
            var fields = new FieldTokens[] { new([12], [word], null) };
            var state = tensor(State(TestEvents.Event([], 9) with { Fields = fields }));

            var nearest = words.Select(w => ((state * w).sum() / (state.norm() * w.norm())).item<float>()).ToArray();

            Assert.Equal(word, Array.IndexOf(nearest, nearest.Max()));
        }
    }

    [Fact]
    public void A_decoder_without_an_encoder_of_events_refuses_them()
    {
        using var plain = TestTensors.Decoder();
        var batch = Batch(new TokenSequence([3]) { Events = [new(0, TestEvents.Fact(1))] });

        Assert.Throws<InvalidOperationException>(() => plain.Embed(batch.Ids, batch.Events));
        Assert.Throws<InvalidOperationException>(() => decoder.AddEvents(TestEvents.Config));
    }

    [Fact]
    public void A_low_rank_adaptation_freezes_the_decoder_and_leaves_the_encoder_of_events_learning()
    {
        decoder.AddLora(new LoraConfig { Rank = 2 });

        Assert.All(decoder.BaseParameters(), p => Assert.False(p.Parameter.requires_grad));
        Assert.All(decoder.EventParameters(), p => Assert.True(p.Parameter.requires_grad));
        Assert.DoesNotContain(decoder.LoraParameters(), p => p.Name.StartsWith("event_encoder", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-5)]
    [InlineData(1234.5)]
    [InlineData(1e30)]
    [InlineData(-1e30)]
    [InlineData(double.NaN)]
    public void The_features_of_a_number_are_shares_of_two_neighbours(double number)
    {
        var features = new float[NumberFeatures.Size];
        NumberFeatures.Write(number, features);

        Assert.Equal(1, features.Sum(), 5);
        var used = Enumerable.Range(0, features.Length).Where(i => features[i] != 0).ToArray();
        Assert.True(used.Length is 1 || (used.Length == 2 && used[1] == used[0] + 1));
    }

    [Fact]
    public void The_features_of_numbers_are_in_their_order()
    {
        double[] numbers = [-1e9, -200, -3, -0.4, 0, 0.2, 1, 2, 9, 10, 4000, 1e7];
        var places = numbers.Select(number =>
        {
            var features = new float[NumberFeatures.Size];
            NumberFeatures.Write(number, features);
            return features.Select((share, i) => share * i).Sum();
        }).ToArray();

        Assert.Equal(places.Order(), places);
        Assert.Equal(places.Length, places.Distinct().Count());
    }

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)((x - y) * (x - y))).Sum());

    private static TokenBatch Batch(params TokenSequence[] sequences) => TokenBatch.Create(sequences, 0, CPU);

    private float[] State(EventTokens one) => Embed(new TokenSequence([3]) { Events = [new(0, one)] })[0, 0].Values();

    private Tensor Embed(params TokenSequence[] sequences)
    {
        var batch = Batch(sequences);
        return decoder.Embed(batch.Ids, batch.Events);
    }
}
