using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign(select(0, i1), value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Selected([i1, i2]);
            set => Assign(Selected([i1, i2]), value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Selected([i1, i2, i3]);
            set => Assign(Selected([i1, i2, i3]), value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Selected([i1, i2, i3, i4]);
            set => Assign(Selected([i1, i2, i3, i4]), value);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            Tensor view = View(indices, out Tensor?[] gathered);
            if (Array.TrueForAll(gathered, tensor => tensor is null))
                return view;
            using (view)
                return Aten.Call("index.Tensor", view, Arg.Tensors(gathered));
        }

        public Tensor index(params Tensor[] indices) => Aten.Call("index.Tensor", this, Arg.Tensors(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using Tensor view = View(indices, out Tensor?[] gathered);
            if (Array.TrueForAll(gathered, tensor => tensor is null))
                Aten.CallInPlace(accumulate ? "add_.Tensor" : "copy_", view, value);
            else
                Aten.CallInPlace("index_put_", view, Arg.Tensors(gathered), value, accumulate);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            InPlace("index_put_", this, Arg.Tensors(indices), value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor filler = Filler(value);
            return index_put_(filler, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using Tensor filler = Filler(value);
            return index_put_(filler, indices, false);
        }

        public Tensor index_select(long dim, Tensor index) => Aten.Call("index_select", this, dim, index);

        public Tensor select(long dim, long index) => Aten.Call("select.int", this, dim, index);

        public Tensor narrow(long dim, long start, long length) => Aten.Call("narrow", this, dim, start, length);

        public Tensor gather(long dim, Tensor index) => Aten.Call("gather", this, dim, index);

        public Tensor masked_fill(Tensor mask, Scalar value) => Aten.Call("masked_fill.Scalar", this, mask, value);

        public Tensor where(Tensor condition, Tensor y) => Aten.Call("where.self", condition, this, y);

        private Tensor Filler(Scalar value) => Aten.Call("scalar_tensor", value, dtype, Arg.None, device);

        private static void Assign(Tensor view, Tensor value)
        {
            using (view)
                Aten.CallInPlace("copy_", view, value);
        }

        private Tensor Selected(ReadOnlySpan<long> places)
        {
            Tensor view = select(0, places[0]);
            foreach (long place in places[1..])
                using (Tensor outer = view)
                    view = outer.select(0, place);
            return view;
        }

        /// <summary>Applies what is a view (numbers, slices, None, ...) and leaves the tensor indices, one per remaining dimension.</summary>
        private Tensor View(TensorIndex[] indices, out Tensor?[] gathered)
        {
            var tensors = new List<Tensor?>();
            Tensor view = alias();
            long dim = 0;
            for (int k = 0; k < indices.Length; k++)
            {
                TensorIndex index = indices[k];
                if (index.Kind == TensorIndex.IndexKind.Ellipsis)
                {
                    long rest = indices.AsSpan(k + 1).ToArray().Sum(later => later.Consumes);
                    for (long until = view.ndim - rest; dim < until; dim++)
                        tensors.Add(null);
                    continue;
                }

                Tensor outer = view;
                view = index.Kind switch
                {
                    TensorIndex.IndexKind.Single => outer.select(dim, index.Start!.Value),
                    TensorIndex.IndexKind.Slice => Aten.Call("slice.Tensor", outer, dim, index.Start, index.Stop, index.Step ?? 1),
                    TensorIndex.IndexKind.None => outer.unsqueeze(dim),
                    TensorIndex.IndexKind.Bool => outer.unsqueeze(dim),
                    _ => outer.alias(),
                };
                outer.Dispose();

                switch (index.Kind)
                {
                    case TensorIndex.IndexKind.Single:
                        break;
                    case TensorIndex.IndexKind.Bool:
                        tensors.Add(Aten.Call("full", new long[] { 1 }, index.Start == 1, ScalarType.Bool));
                        dim++;
                        break;
                    case TensorIndex.IndexKind.Tensor:
                        tensors.Add(index.Gathered);
                        dim += index.Consumes;
                        break;
                    default:
                        tensors.Add(null);
                        dim++;
                        break;
                }
            }

            gathered = [.. tensors];
            return view;
        }
    }
}
