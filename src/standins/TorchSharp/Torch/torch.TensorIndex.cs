namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place in an index expression: a number, a slice, a new axis, an ellipsis, a truth value or a tensor.</summary>
    public struct TensorIndex
    {
        internal enum IndexKind
        {
            None,
            Single,
            Slice,
            Bool,
            Tensor,
            Ellipsis,
        }

        public static TensorIndex Ellipsis = new(IndexKind.Ellipsis);
        public static TensorIndex None = new(IndexKind.None);
        public static TensorIndex Colon = new(IndexKind.Slice);

        internal readonly IndexKind Kind;
        internal readonly long? Start;
        internal readonly long? Stop;
        internal readonly long? Step;
        internal readonly Tensor? Gathered;

        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long? step = null, Tensor? gathered = null) =>
            (Kind, Start, Stop, Step, Gathered) = (kind, start, stop, step, gathered);

        /// <summary>How many of the indexed tensor's dimensions this place uses up; a boolean mask uses as many as it has.</summary>
        internal readonly long Consumes => Kind switch
        {
            IndexKind.None or IndexKind.Bool or IndexKind.Ellipsis => 0,
            IndexKind.Tensor when Gathered!.dtype is ScalarType.Bool or ScalarType.Byte => Gathered.ndim,
            _ => 1,
        };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(IndexKind.Slice, start, stop, step);

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? range.Start.Value == 0 ? long.MaxValue : -range.Start.Value : range.Start.Value,
            range.End.IsFromEnd ? range.End.Value == 0 ? null : -range.End.Value : range.End.Value);

        public static TensorIndex Single(long? index) => index is null ? None : new(IndexKind.Single, index);

        public static TensorIndex Tensor(Tensor tensor) => new(IndexKind.Tensor, gathered: tensor);

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
    }
}
