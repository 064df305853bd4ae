using Ggsm.Decoder;
using Ggsm.Users;

namespace Ggsm.Tests;

/// <summary>Events made by hand.</summary>
internal static class TestEvents
{
    public static EventEncoderConfig Config { get; } = new(["bill", "minipro", "spm", "app", "search"], "tabular");

    /// <summary>A payment of three days ago: a text, and a number whose rendering is one token.</summary>
    public static EventTokens Event(int[] text, int rendered, double number = 7) => new(
        Modality.Bill,
        [new FieldTokens([12], text, null), new FieldTokens([13], [rendered], number)],
        new DateTimeOffset(2026, 2, 26, 12, 30, 0, TimeSpan.Zero),
        TimeSpan.FromDays(3));

    public static EventTokens Fact(double number) => new(Modality.Tabular, [new FieldTokens([14], [15], number)], null, TimeSpan.Zero);
}
