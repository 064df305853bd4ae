namespace Ggsm.Notebooks.Tests;

public sealed class WorkbookPresetTests
{
    [Fact]
    public void Without_a_choice_the_quick_preset_is_taken() => Assert.Equal("quick", WorkbookPreset.Parse(null));

    [Fact]
    public void A_known_preset_is_taken_as_it_is() => Assert.Equal("gpu", WorkbookPreset.Parse("gpu"));

    [Fact]
    public void An_unknown_preset_is_refused_with_the_names_there_are()
    {
        var error = Assert.Throws<BadInputException>(() => WorkbookPreset.Parse("quickest"));

        Assert.Equal("WORKBOOK_PRESET", error.Field);
        Assert.Contains("quick, full, gpu", error.Message);
    }
}
