namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class LayoutGridRowOrder : StyleParamValue
    {
        private LayoutGridRowOrder(object value) : base(value)
        {
        }

        public static LayoutGridRowOrder TopToBottom { get; } = new("top to bottom");

        public static LayoutGridRowOrder BottomToTop { get; } = new("bottom to top");
    }
}
