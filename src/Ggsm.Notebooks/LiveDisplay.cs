using Microsoft.DotNet.Interactive.Formatting;

namespace Ggsm.Notebooks;

/// <summary>One place in a cell's output, whose value is replaced each time another is shown.</summary>
internal sealed class LiveDisplay
{
    private DisplayedValue? _shown;

    internal bool IsEmpty => _shown is null;

    internal void Show(object value)
    {
        if (_shown is not null)
        {
            _shown.Update(value);
            return;
        }

        // What Display returns may have another id than what it put on display; updates are for the latter.
        using var listening = Formatter.SubscribeToDisplayedValues(displayed =>
        {
            if (ReferenceEquals(displayed.Value, value)) _shown = displayed;
        });
        value.Display();
    }
}
