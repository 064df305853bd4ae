namespace Ggsm.Synthesis;

/// <summary>A field of life in the behaviour generator.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Items">Things a user may favour in it.</param>
/// <param name="UsualPrice">What one item costs a user of middling spending power.</param>
internal sealed record Topic(string Name, string[] Items, int UsualPrice)
{
    public const string Food = "food";
    public const string Concert = "concert";

    public static Topic[] All { get; } =
    [
        new(Food, ["noodles", "dumplings", "coffee", "salad", "pizza", "sushi", "curry", "burger"], 20),
        new(Concert, ["rock", "jazz", "opera", "folk", "techno", "piano", "choir", "indie"], 80),
        new("film", ["comedy", "thriller", "horror", "romance", "anime", "western", "documentary", "fantasy"], 30),
        new("transit", ["metro", "bus", "tram", "ferry", "taxi", "bike", "train", "carpool"], 5),
        new("sport", ["yoga", "running", "tennis", "football", "climbing", "swimming", "boxing", "skating"], 40),
        new("travel", ["beach", "museum", "camping", "skiing", "spa", "cruise", "castle", "island"], 200),
        new("games", ["chess", "racing", "puzzle", "poker", "strategy", "trivia", "arcade", "cards"], 10),
        new("home", ["plants", "lamps", "pottery", "knitting", "baking", "carpentry", "gardening", "candles"], 50),
    ];
}
