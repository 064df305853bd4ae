using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>The value of a submission's last expression.</summary>
public class ReturnValueProduced : DisplayEvent
{
    public ReturnValueProduced(object value, KernelCommand command, IReadOnlyCollection<FormattedValue> formattedValues = null, string valueId = null)
        : base(value, command, formattedValues, valueId)
    {
    }
}
