using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The functions behind the modules.</summary>
        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.Call("linear", input, weights, bias);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor silu(Tensor x, bool inplace = false) => Changed("silu", "silu_", x, inplace);

            public static Tensor relu(Tensor x, bool inplace = false) => Changed("relu", "relu_", x, inplace);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor sigmoid(Tensor x, bool inplace) => Changed("sigmoid", "sigmoid_", x, inplace);

            public static Tensor tanh(Tensor x, bool inplace = false) => Changed("tanh", "tanh_", x, inplace);

            public static Tensor logsigmoid(Tensor x) => x.log_sigmoid();

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor gelu(Tensor x, bool inplace) => gelu(x, Modules.GELU.Approximate.none, inplace);

            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false) => inplace
                ? Same(x, () => Aten.CallInPlace("gelu_", x, approximate.ToString()))
                : Aten.Call("gelu", x, approximate.ToString());

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace
                ? Same(input, () => Aten.CallInPlace("dropout_", input, p, training))
                : Aten.Call("dropout", input, p, training);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Aten.Call("layer_norm", input, normalized_shape, weight, bias, eps);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.Call("one_hot", x, num_classes);

            /// <summary>Divides by the p-norm along a dimension, which is held at or above eps.</summary>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1, double eps = 1e-12)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor length = Aten.Call("norm.ScalarOpt_dim", input, p, new[] { dim }, true);
                return input.div(length.clamp_min(eps)).MoveToOuterDisposeScope();
            }

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-08) =>
                Aten.Call("cosine_similarity", x1, x2, dim, eps);

            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2.0, double eps = 1e-06, bool keepdim = false) =>
                Aten.Call("pairwise_distance", input1, input2, p, eps, keepdim);

            /// <summary>
            /// softmax(Q Kᵀ / √d + mask) V, over the last two dimensions. A boolean mask says where attention may go; any other mask is added.
            /// </summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("Casual attention masking cannot pass a mask.");
                using DisposeScope scope = NewDisposeScope();
                Tensor scores = query.matmul(key.transpose(-2, -1)).mul(1 / Math.Sqrt(query.size(-1)));
                Tensor? mask = is_casual ? ones(query.size(-2), key.size(-2), ScalarType.Bool, query.device).tril() : attn_mask;
                if (mask is not null)
                    scores = mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores.add(mask);
                Tensor weights = scores.softmax(-1);
                if (p > 0)
                    weights = dropout(weights, p);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }

            private static Tensor Changed(string op, string inPlaceOp, Tensor x, bool inplace)
            {
                if (!inplace)
                    return Aten.Call(op, x);
                Aten.CallInPlace(inPlaceOp, x);
                return x.alias();
            }

            private static Tensor Same(Tensor x, Action change)
            {
                change();
                return x.alias();
            }
        }
    }
}
