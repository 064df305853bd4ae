namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class HistFunc : StyleParamValue
    {
        private HistFunc(object value) : base(value)
        {
        }

        public static HistFunc Count { get; } = new("count");

        public static HistFunc Sum { get; } = new("sum");

        public static HistFunc Avg { get; } = new("avg");

        public static HistFunc Min { get; } = new("min");

        public static HistFunc Max { get; } = new("max");
    }
}
