using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class Colorscale : StyleParamValue
    {
        private readonly (double Position, Color Color)[]? _custom;

        private Colorscale(object value) : base(value)
        {
        }

        private Colorscale((double Position, Color Color)[] custom) : base("Custom") => _custom = custom;

        public static Colorscale RdBu { get; } = new("RdBu");

        public static Colorscale Greys { get; } = new("Greys");

        public static Colorscale Viridis { get; } = new("Viridis");

        public static Colorscale Cividis { get; } = new("Cividis");

        /// <summary>A scale through the given colours; positions run from 0 to 1.</summary>
        public static Colorscale NewCustom(IEnumerable<Tuple<double, Color>> item) => new([.. item.Select(stop => (stop.Item1, stop.Item2))]);

        internal override JsonNode? ToJson()
        {
            if (_custom is null) return base.ToJson();
            if (_custom.Length < 2) throw new InvalidOperationException("A colour scale needs at least the colours of 0 and of 1.");
            return new JsonArray([.. _custom.Select(stop => new JsonArray(FigureJson.From(stop.Position), FigureJson.From(stop.Color)))]);
        }
    }
}
