using Ggsm.Decoder;
using Ggsm.Users;
using static TorchSharp.torch;

namespace Ggsm.Batches;

/// <summary>Turns the events of a batch into the numbers that the decoder's encoder of events reads.</summary>
internal static class EventTensorsBuilder
{
    private static readonly EventEncoderConfig AllModalities = new([.. Modalities.OfEvents.Select(m => m.Name())], Modality.Tabular.Name());

    /// <summary>The encoder of events that a form of input needs; null where all positions are tokens.</summary>
    public static EventEncoderConfig? EncoderFor(InputForm input) => input == InputForm.Events ? AllModalities : null;

    /// <summary>The events of some sequences; null when there is none.</summary>
    /// <param name="sequences">One for each row.</param>
    /// <param name="length">Positions in a padded row.</param>
    /// <param name="device">Where the tensors go.</param>
    public static EventTensors? Build(IReadOnlyList<TokenSequence> sequences, long length, Device device)
    {
        var groups = Modalities.All.ToDictionary(m => m, _ => new List<(long Place, EventTokens Event)>());
        for (var row = 0; row < sequences.Count; row++)
        {
            foreach (var placed in sequences[row].Events)
                groups[placed.Event.Modality].Add(((row * length) + placed.Position, placed.Event));
        }

        var source = new long[sequences.Count * length];
        for (var place = 0L; place < source.Length; place++)
            source[place] = place;
        var next = source.LongLength;
        foreach (var (place, _) in Modalities.All.SelectMany(m => groups[m]))
            source[place] = next++;
        return next == source.LongLength
            ? null
            : new EventTensors([.. groups.Where(g => g.Value.Count > 0).Select(g => Group(g.Key, [.. g.Value.Select(e => e.Event)], device))], tensor(source, device: device));
    }

    private static EventGroup Group(Modality modality, EventTokens[] events, Device device)
    {
        var names = new Dictionary<int[], int>(TokenComparer.Instance);
        var known = new Dictionary<FieldTokens, int>(FieldComparer.Instance);
        var width = Math.Max(1, events.Max(e => e.Fields.Count));
        var fields = new long[events.Length * width];
        var scale = new float[events.Length];
        var times = new float[events.Length * TimeFeatures.Size];
        for (var e = 0; e < events.Length; e++)
        {
            scale[e] = 1 / MathF.Sqrt(Math.Max(1, events[e].Fields.Count));
            if (events[e].Time is { } time)
                TimeFeatures.Write(events[e].Age, time, times.AsSpan(e * TimeFeatures.Size, TimeFeatures.Size));
            for (var f = 0; f < events[e].Fields.Count; f++)
            {
                var field = events[e].Fields[f];
                names.TryAdd(field.Name, names.Count);
                known.TryAdd(field, known.Count);
                fields[(e * width) + f] = known[field];
            }
        }

        for (var e = 0; e < events.Length; e++)
            fields.AsSpan((e * width) + events[e].Fields.Count, width - events[e].Fields.Count).Fill(known.Count);
        FieldTokens[] different = [.. known.Keys];
        var places = different.Select(Read).Append(1).Max();
        var tokens = new long[different.Length * places];
        var weights = new float[tokens.Length];
        var numbers = new float[different.Length * NumberFeatures.Size];
        for (var f = 0; f < different.Length; f++)
        {
            if (different[f].Number is { } number)
                NumberFeatures.Write(number, numbers.AsSpan(f * NumberFeatures.Size, NumberFeatures.Size));
            var read = Read(different[f]);
            for (var t = 0; t < read; t++)
            {
                tokens[(f * places) + t] = different[f].Value[t];
                weights[(f * places) + t] = 1 / MathF.Sqrt(read);
            }
        }

        var (nameTokens, nameWeights, longest) = Names(names);
        return new EventGroup
        {
            Modality = modality.Name(),
            Fields = tensor(fields, [events.Length, width], device: device),
            FieldScale = Own(scale, [events.Length, 1], device),
            Tokens = tensor(tokens, [different.Length, places], device: device),
            TokenWeights = Own(weights, [different.Length, places], device),
            Numbers = Own(numbers, [different.Length, NumberFeatures.Size], device),
            Names = tensor(different.Select(f => (long)names[f.Name]).ToArray(), [different.Length], device: device),
            NameTokens = tensor(nameTokens, [nameTokens.Length / longest, longest], device: device),
            NameTokenWeights = Own(nameWeights, [nameWeights.Length / longest, longest], device),
            Times = modality == Modality.Tabular ? null : Own(times, [events.Length, TimeFeatures.Size], device),
        };
    }

    /// <summary>
    /// A tensor with memory of its own. One that is made of an array shares the array's, which lies differently in every run, and the
    /// last bits of a matrix product depend on how its factors lie.
    /// </summary>
    private static Tensor Own(float[] values, long[] shape, Device device)
    {
        using var shared = tensor(values, shape);
        return shared.to(device, copy: true);
    }

    /// <summary>Tokens of a value that are read: none of a number, which is read as such.</summary>
    private static int Read(FieldTokens field) => field.Number is null ? Math.Min(field.Value.Length, EventEncoderConfig.MostValueTokens) : 0;

    private static (long[] Tokens, float[] Weights, int Longest) Names(Dictionary<int[], int> names)
    {
        var longest = names.Keys.Select(n => n.Length).DefaultIfEmpty(0).Max();
        longest = Math.Max(1, longest);
        var tokens = new long[Math.Max(1, names.Count) * longest];
        var weights = new float[tokens.Length];
        foreach (var (name, number) in names)
        {
            for (var t = 0; t < name.Length; t++)
            {
                tokens[(number * longest) + t] = name[t];
                weights[(number * longest) + t] = 1 / MathF.Sqrt(name.Length);
            }
        }

        return (tokens, weights, longest);
    }

    private sealed class TokenComparer : IEqualityComparer<int[]>
    {
        public static TokenComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.AsSpan().SequenceEqual(y));

        public int GetHashCode(int[] ids)
        {
            var hash = default(HashCode);
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(ids.AsSpan()));
            return hash.ToHashCode();
        }
    }
    /// <summary>Fields that are embedded alike: the same name, and the same number or the same tokens.</summary>
    private sealed class FieldComparer : IEqualityComparer<FieldTokens>
    {
        public static FieldComparer Instance { get; } = new();

        public bool Equals(FieldTokens x, FieldTokens y) =>
            x.Number.Equals(y.Number) && TokenComparer.Instance.Equals(x.Name, y.Name) && (x.Number is not null || TokenComparer.Instance.Equals(x.Value, y.Value));

        public int GetHashCode(FieldTokens field) =>
            HashCode.Combine(field.Number, TokenComparer.Instance.GetHashCode(field.Name), field.Number is null ? TokenComparer.Instance.GetHashCode(field.Value) : 0);
    }
}
