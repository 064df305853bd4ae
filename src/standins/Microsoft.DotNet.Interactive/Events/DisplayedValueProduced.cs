using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>A value is shown for the first time.</summary>
public class DisplayedValueProduced : DisplayEvent
{
    public DisplayedValueProduced(object value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
        : base(value, command, formattedValues, valueId)
    {
    }
}
