using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Helpers over many parameters.</summary>
        public static partial class utils
        {
            /// <summary>Scales the gradients so that their joint norm is at most max_norm; returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using DisposeScope scope = NewDisposeScope();
                using IDisposable unrecorded = no_grad();
                Tensor[] gradients = [.. tensors.Select(tensor => tensor.grad).OfType<Tensor>()];
                if (gradients.Length == 0)
                    return 0;
                Tensor norm = double.IsPositiveInfinity(norm_type)
                    ? stack(gradients.Select(gradient => gradient.abs().max())).max()
                    : stack(gradients.Select(gradient => Aten.Call("norm.Scalar", gradient, norm_type))).norm((float)norm_type);
                Tensor scale = (max_norm / (norm + 1e-6)).clamp_max(1.0);
                foreach (Tensor gradient in gradients)
                    gradient.mul_(scale);
                return norm.ToScalar().ToDouble();
            }
        }
    }
}
