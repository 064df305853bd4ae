namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class LayoutGridPattern : StyleParamValue
    {
        private LayoutGridPattern(object value) : base(value)
        {
        }

        public static LayoutGridPattern Independent { get; } = new("independent");

        public static LayoutGridPattern Coupled { get; } = new("coupled");
    }
}
