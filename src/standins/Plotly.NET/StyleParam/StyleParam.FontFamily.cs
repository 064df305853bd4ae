namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class FontFamily : StyleParamValue
    {
        private FontFamily(object value) : base(value)
        {
        }

        public static FontFamily Arial { get; } = new("Arial");

        public static FontFamily Open_Sans { get; } = new("Open Sans");

        public static FontFamily NewCustom(string item) => new(item);
    }
}
