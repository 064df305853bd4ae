namespace Ggsm.Synthesis.World;

/// <summary>The plan of a contract event, and what it counts.</summary>
internal static class Tier
{
    public static IReadOnlyList<string> Names { get; } = ["gold", "silver", "basic", "guest"];

    private static readonly int[] Values = [2, 1, -1, -2];

    /// <summary>The value of a plan; 0 for any other text.</summary>
    public static int ValueOf(string text)
    {
        for (var i = 0; i < Values.Length; i++)
        {
            if (Names[i] == text)
                return Values[i];
        }

        return 0;
    }

    public static int IndexOf(int value) => Array.IndexOf(Values, value);

    public static string NameOf(int value) => Names[IndexOf(value)];

    /// <summary>A value other than zero, all four equally likely.</summary>
    public static int Draw(SeededRandom random) => Values[random.NextInt(Values.Length)];
}
