using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Shows values as part of a running command.</summary>
public static class KernelInvocationContextExtensions
{
    public static DisplayedValue Display(this KernelInvocationContext context, object value, params string[] mimeTypes) =>
        context.Show(new DisplayedValue(value, FormattedValue.CreateManyFromObject(value, mimeTypes)));

    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Show(new DisplayedValue(value, [new FormattedValue(mimeType, value)]));
    }

    internal static DisplayedValue Show(this KernelInvocationContext context, DisplayedValue displayed)
    {
        context.Publish(displayed.IsUpdated
            ? new DisplayedValueUpdated(displayed.Value, displayed.DisplayId, context.Command, displayed.FormattedValues)
            : new DisplayedValueProduced(displayed.Value, context.Command, displayed.FormattedValues, displayed.DisplayId));
        return displayed;
    }
}
