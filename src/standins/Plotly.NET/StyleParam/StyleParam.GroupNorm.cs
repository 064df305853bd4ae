namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class GroupNorm : StyleParamValue
    {
        private GroupNorm(object value) : base(value)
        {
        }

        public static GroupNorm None { get; } = new("");

        public static GroupNorm Fraction { get; } = new("fraction");

        public static GroupNorm Percent { get; } = new("percent");
    }
}
