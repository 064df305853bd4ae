namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class LinearAxisId : StyleParamValue
    {
        private LinearAxisId(object value) : base(value)
        {
        }

        public static LinearAxisId Free { get; } = new("free");

        public static LinearAxisId NewX(int item) => new(item < 2 ? "x" : $"x{item}");

        public static LinearAxisId NewY(int item) => new(item < 2 ? "y" : $"y{item}");
    }
}
