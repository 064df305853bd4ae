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

            public static Tensor silu(Tensor x, bool inplace = false) => Changed("silu", "silu_", x, inplace);

            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false) => inplace
                ? Same(x, () => Aten.CallInPlace("gelu_", x, approximate.ToString()))
                : Aten.Call("gelu", x, approximate.ToString());

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Aten.Call("layer_norm", input, normalized_shape, weight, bias, eps);

            /// <summary>Divides by the p-norm along a dimension, which is held at or above eps.</summary>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1, double eps = 1e-12)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor length = Aten.Call("norm.ScalarOpt_dim", input, p, new[] { dim }, true);
                return input.div(length.clamp_min(eps)).MoveToOuterDisposeScope();
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
