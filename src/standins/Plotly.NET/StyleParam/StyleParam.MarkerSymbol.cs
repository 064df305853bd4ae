namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class MarkerSymbol : StyleParamValue
    {
        private MarkerSymbol(object value) : base(value)
        {
        }

        public static MarkerSymbol Circle { get; } = new(0);

        public static MarkerSymbol Square { get; } = new(1);

        public static MarkerSymbol Diamond { get; } = new(2);

        public static MarkerSymbol Cross { get; } = new(3);

        public static MarkerSymbol X { get; } = new(4);

        public static MarkerSymbol TriangleUp { get; } = new(5);

        public static MarkerSymbol TriangleDown { get; } = new(6);

        public static MarkerSymbol Star { get; } = new(17);
    }
}
