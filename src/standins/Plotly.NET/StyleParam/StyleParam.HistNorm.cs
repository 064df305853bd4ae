namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class HistNorm : StyleParamValue
    {
        private HistNorm(object value) : base(value)
        {
        }

        public static HistNorm None { get; } = new("");

        public static HistNorm Percent { get; } = new("percent");

        public static HistNorm Probability { get; } = new("probability");

        public static HistNorm Density { get; } = new("density");

        public static HistNorm ProbabilityDensity { get; } = new("probability density");
    }
}
