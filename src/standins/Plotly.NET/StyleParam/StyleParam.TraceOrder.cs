namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class TraceOrder : StyleParamValue
    {
        private TraceOrder(object value) : base(value)
        {
        }

        public static TraceOrder Normal { get; } = new("normal");

        public static TraceOrder Reversed { get; } = new("reversed");

        public static TraceOrder Grouped { get; } = new("grouped");

        public static TraceOrder ReversedGrouped { get; } = new("grouped+reversed");
    }
}
