using Ggsm.Users.Description;

namespace Ggsm.Tests.Users.Description;

public sealed class DescriptionTablesTests
{
    private static readonly Lengths Some = new(2.5, 1, 2, 4, 5, 6);

    private static readonly UserFigures Users = new(
        10, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Some, Some, Some, PromptTokens: null,
        new Dictionary<string, ModalityFigures> { ["bill"] = new(30, 10, 3, 0.25, 0.5), ["app"] = new(0, 0, 0, 0, 0) },
        new Dictionary<string, double>(),
        new Dictionary<string, LabelFigures> { ["food"] = new(8, 2, 0.25) });

    [Fact]
    public void Modalities_have_a_row_each_with_shares_in_percent()
    {
        var table = Users.ModalityTable();

        Assert.Equal(["bill", "app"], table["Modality"].Cast<string>());
        Assert.Equal([30L, 0L], table["History (events)"].Cast<long>());
        Assert.Equal([50.0, 0.0], table["Users with any (%)"].Cast<double>());
    }

    [Fact]
    public void Labels_have_their_balance() => Assert.Equal((8L, 2L, 25.0), ((long)Users.LabelTable()[0, 1], (long)Users.LabelTable()[0, 2], (double)Users.LabelTable()[0, 3]));

    [Fact]
    public void What_was_not_measured_has_no_row()
    {
        Assert.Equal(["events of history", "events of future", "tabular facts"], Users.LengthTable()["Per user"].Cast<string>());
        Assert.Equal(4, (Users with { PromptTokens = Some }).LengthTable().Rows.Count);
    }
}
