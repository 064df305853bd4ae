namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class Fill : StyleParamValue
    {
        private Fill(object value) : base(value)
        {
        }

        public static Fill None { get; } = new("none");

        public static Fill ToZero_y { get; } = new("tozeroy");

        public static Fill ToZero_x { get; } = new("tozerox");

        public static Fill ToNext_y { get; } = new("tonexty");

        public static Fill ToNext_x { get; } = new("tonextx");

        public static Fill ToSelf { get; } = new("toself");

        public static Fill ToNext { get; } = new("tonext");
    }
}
