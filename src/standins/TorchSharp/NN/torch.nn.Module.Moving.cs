using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                _toEpilog(dtype, device, non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                _toEpilog(dtype, null, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            /// <summary>Moves parameters and buffers; floating-point ones only take the type. The objects stay, their contents move.</summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach ((_, Module child) in named_children())
                    child._toEpilog(dtype, device, non_blocking);

                using IDisposable unrecorded = no_grad();
                foreach (Parameter parameter in parameters(false))
                {
                    bool trained = parameter.requires_grad;
                    using Tensor? gradient = parameter.grad;
                    if (!Move(parameter, dtype, device, non_blocking))
                        continue;
                    parameter.requires_grad = trained;
                    if (gradient is null)
                        continue;
                    Move(gradient, dtype, device, non_blocking);
                    parameter.grad = gradient;
                }
                foreach (Tensor buffer in buffers(false))
                    Move(buffer, dtype, device, non_blocking);

                if (device is not null)
                    (_deviceType, _deviceIndex) = (device.type, device.index);
            }

            private static bool Move(Tensor tensor, ScalarType? dtype, Device? device, bool nonBlocking)
            {
                ScalarType type = tensor.is_floating_point() ? dtype ?? tensor.dtype : tensor.dtype;
                bool sameDevice = device is null || (device.type == tensor.device_type && (device.index < 0 || device.index == tensor.device_index));
                if (sameDevice && type == tensor.dtype)
                    return false;
                tensor.Adopt(tensor.to(type, device ?? tensor.device, non_blocking: nonBlocking).DetachFromDisposeScope());
                return true;
            }
        }
    }
}
