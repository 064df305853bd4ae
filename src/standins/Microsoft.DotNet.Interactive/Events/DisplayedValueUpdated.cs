using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>A shown value is replaced.</summary>
public class DisplayedValueUpdated : DisplayEvent
{
    public DisplayedValueUpdated(object value, string valueId, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null)
        : base(value, command, formattedValues, valueId)
    {
    }
}
