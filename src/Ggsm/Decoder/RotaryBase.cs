namespace Ggsm.Decoder;

/// <summary>
/// The base of the rotary frequencies in each place where transformers 4 and 5 write it: <c>rope_theta</c>, alone or beside
/// <c>rope_parameters</c> or <c>rope_scaling</c>, or within one of them, where it may stand by the type of the layers. Every scaling
/// is refused, and so are places that contradict one another.
/// </summary>
internal static class RotaryBase
{
    private const string Field = "rope_theta";
    private const string LayerType = "full_attention";
    private const string Unscaled = "default";
    private const double Default = 10000;

    /// <exception cref="BadInputException">A scaling is asked for, or two places give different bases.</exception>
    public static double Read(ConfigReader json)
    {
        ExpectOne(json, "partial_rotary_factor");
        var found = new List<double>();
        Collect(json, found);
        foreach (var name in new[] { "rope_parameters", "rope_scaling" })
        {
            if (json.Child(name) is { } rope)
                CollectWithin(rope.Has(LayerType) ? OfLayers(rope) : rope, found);
        }

        if (found.Distinct().Count() > 1)
            throw json.Unsupported(Field, $"the file gives different bases ({string.Join(", ", found.Select(b => FormattableString.Invariant($"{b}")))}), and readers differ in which of them counts");
        return found.Count == 0 ? Default : found[0];
    }

    private static void Collect(ConfigReader json, List<double> found)
    {
        if (json.Has(Field))
            found.Add(json.Number(Field, Default));
    }

    private static void CollectWithin(ConfigReader rope, List<double> found)
    {
        foreach (var type in new[] { "rope_type", "type" })
            rope.Expect(type, Unscaled, Unscaled);
        foreach (var field in new[] { "factor", "partial_rotary_factor", "attention_factor" })
            ExpectOne(rope, field);
        rope.AllowOnly("this decoder turns every pair of a head by the plain frequencies", "rope_type", "type", Field, "factor", "partial_rotary_factor", "attention_factor", "original_max_position_embeddings");
        Collect(rope, found);
    }

    private static ConfigReader OfLayers(ConfigReader rope)
    {
        rope.AllowOnly("every layer of this decoder is full_attention", LayerType);
        return rope.Child(LayerType)!;
    }

    private static void ExpectOne(ConfigReader json, string field)
    {
        if (json.Number(field, 1) != 1)
            throw json.Unsupported(field, "this decoder turns every pair of a head by the plain frequencies");
    }
}
