namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class SmoothAlg : StyleParamValue
    {
        private SmoothAlg(object value) : base(value)
        {
        }

        public static SmoothAlg Fast { get; } = new("fast");

        public static SmoothAlg Best { get; } = new("best");

        public static SmoothAlg False { get; } = new(false);
    }
}
