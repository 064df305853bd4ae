namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The name of a layout property that is there once for each subplot: <c>xaxis</c>, <c>xaxis2</c>, ...</summary>
    public sealed class SubPlotId : StyleParamValue
    {
        private SubPlotId(object value) : base(value)
        {
        }

        public static SubPlotId NewXAxis(int item) => Numbered("xaxis", item);

        public static SubPlotId NewYAxis(int item) => Numbered("yaxis", item);

        public static SubPlotId NewColorAxis(int item) => Numbered("coloraxis", item);

        private static SubPlotId Numbered(string name, int number) => new(number < 2 ? name : $"{name}{number}");
    }
}
