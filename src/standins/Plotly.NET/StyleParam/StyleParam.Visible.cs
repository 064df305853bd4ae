namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class Visible : StyleParamValue
    {
        private Visible(object value) : base(value)
        {
        }

        public static Visible True { get; } = new(true);

        public static Visible False { get; } = new(false);

        public static Visible LegendOnly { get; } = new("legendonly");
    }
}
