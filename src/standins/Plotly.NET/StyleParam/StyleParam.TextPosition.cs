namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class TextPosition : StyleParamValue
    {
        private TextPosition(object value) : base(value)
        {
        }

        public static TextPosition TopLeft { get; } = new("top left");

        public static TextPosition TopCenter { get; } = new("top center");

        public static TextPosition TopRight { get; } = new("top right");

        public static TextPosition MiddleLeft { get; } = new("middle left");

        public static TextPosition MiddleCenter { get; } = new("middle center");

        public static TextPosition MiddleRight { get; } = new("middle right");

        public static TextPosition BottomLeft { get; } = new("bottom left");

        public static TextPosition BottomCenter { get; } = new("bottom center");

        public static TextPosition BottomRight { get; } = new("bottom right");

        public static TextPosition Auto { get; } = new("auto");

        public static TextPosition Inside { get; } = new("inside");

        public static TextPosition Outside { get; } = new("outside");

        public static TextPosition None { get; } = new("none");
    }
}
