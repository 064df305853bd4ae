namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class CategoryOrder : StyleParamValue
    {
        private CategoryOrder(object value) : base(value)
        {
        }

        public static CategoryOrder Trace { get; } = new("trace");

        public static CategoryOrder CategoryAscending { get; } = new("category ascending");

        public static CategoryOrder CategoryDescending { get; } = new("category descending");

        public static CategoryOrder Array { get; } = new("array");

        public static CategoryOrder TotalAscending { get; } = new("total ascending");

        public static CategoryOrder TotalDescending { get; } = new("total descending");
    }
}
