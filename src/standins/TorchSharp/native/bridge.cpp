// The C door between TorchSharp's managed surface and libtorch. One entry point calls any ATen operator by its schema
// name; the rest is what is not an operator. A tensor handle is an owned c10::TensorImpl*; null is "no tensor".
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

using c10::IValue;
using Handle = c10::TensorImpl*;

enum Tag : int32_t { None, Default, TensorTag, Int, Double, Bool, IntList, TensorList, String, DType, Device, Generator, DoubleList };

struct Value {
    int32_t tag;
    int32_t count;
    union {
        int64_t i;
        double d;
        void* p;
    };
};

thread_local std::string last_error;
thread_local std::vector<Value> results;

at::Tensor borrow(Handle handle) {
    return handle ? at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(handle)) : at::Tensor();
}

Handle give(at::Tensor tensor) {
    if (!tensor.defined()) return nullptr;
    return tensor.unsafeReleaseTensorImpl();
}

std::vector<at::Tensor> borrow_all(Handle* handles, int64_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int64_t k = 0; k < count; k++) tensors.push_back(borrow(handles[k]));
    return tensors;
}

c10::Device device_of(int64_t packed) {
    return c10::Device(static_cast<c10::DeviceType>(packed >> 32), static_cast<c10::DeviceIndex>(static_cast<int32_t>(packed)));
}

int64_t pack(c10::Device device) {
    return (static_cast<int64_t>(device.type()) << 32) | static_cast<uint32_t>(static_cast<int32_t>(device.index()));
}

template <typename F>
auto guarded(F body, decltype(body()) failed) -> decltype(body()) {
    try {
        return body();
    } catch (const c10::Error& error) {
        last_error = error.what_without_backtrace();
    } catch (const std::exception& error) {
        last_error = error.what();
        auto trace = last_error.find("\nException raised from ");
        if (trace != std::string::npos) last_error.resize(trace);
    } catch (...) {
        last_error = "unknown native exception";
    }
    return failed;
}

template <typename F>
int act(F body) {
    return guarded([&] { body(); return 0; }, -1);
}

bool is_list_of(const c10::Type& type, c10::TypeKind element) {
    if (type.kind() == c10::TypeKind::OptionalType)
        return is_list_of(*type.containedType(0), element);
    return type.kind() == c10::TypeKind::ListType && type.containedType(0)->kind() == element;
}

// libtorch's optional was its own class and is now std's: at::index tells which.
template <typename Optional>
IValue optional_list(at::Tensor (*)(const at::Tensor&, const c10::List<Optional>&), std::vector<at::Tensor> tensors) {
    c10::List<Optional> list;
    for (auto& tensor : tensors) list.push_back(tensor.defined() ? Optional(std::move(tensor)) : Optional());
    return IValue(std::move(list));
}

IValue unpack(const Value& value, const c10::Argument& argument) {
    switch (value.tag) {
        case None: return IValue();
        case Default:
            if (argument.default_value()) return *argument.default_value();
            TORCH_CHECK(argument.type()->kind() == c10::TypeKind::OptionalType, "missing argument '", argument.name(), "'");
            return IValue();
        case TensorTag: return IValue(borrow(static_cast<Handle>(value.p)));
        case Int: {
            const auto* type = argument.type().get();
            if (type->kind() == c10::TypeKind::OptionalType) type = type->containedType(0).get();
            if (type->kind() == c10::TypeKind::FloatType) return IValue(static_cast<double>(value.i));
            return IValue(value.i);
        }
        case Double: return IValue(value.d);
        case Bool: return IValue(value.i != 0);
        case IntList: {
            auto* items = static_cast<int64_t*>(value.p);
            return IValue(std::vector<int64_t>(items, items + value.count));
        }
        case DoubleList: {
            auto* items = static_cast<double*>(value.p);
            return IValue(std::vector<double>(items, items + value.count));
        }
        case TensorList: {
            auto tensors = borrow_all(static_cast<Handle*>(value.p), value.count);
            if (!is_list_of(*argument.type(), c10::TypeKind::OptionalType)) return IValue(std::move(tensors));
            return optional_list(&at::index, std::move(tensors));
        }
        case String: return IValue(std::string(static_cast<const char*>(value.p), value.count));
        case DType: return IValue(value.i);
        case Device: return IValue(device_of(value.i));
        case Generator: return IValue(*static_cast<at::Generator*>(value.p));
        default: TORCH_CHECK(false, "unknown argument tag ", value.tag, " for '", argument.name(), "'");
    }
}

void push_result(const IValue& value) {
    Value out{};
    if (value.isTensor()) {
        out.tag = TensorTag;
        out.p = give(value.toTensor());
    } else if (value.isTensorList()) {
        for (const at::Tensor& tensor : value.toTensorVector()) push_result(IValue(tensor));
        return;
    } else if (value.isDouble()) {
        out.tag = Double;
        out.d = value.toDouble();
    } else if (value.isBool()) {
        out.tag = Bool;
        out.i = value.toBool();
    } else if (value.isInt()) {
        out.tag = Int;
        out.i = value.toInt();
    } else {
        TORCH_CHECK(false, "result of kind ", value.tagKind(), " is not supported");
    }
    results.push_back(out);
}

}  // namespace

EXPORT const char* bridge_error() { return last_error.c_str(); }

EXPORT const char* bridge_version() { return TORCH_VERSION; }

// A cached operator handle for "aten::name" and an overload name (empty for the default overload).
EXPORT const void* bridge_operator(const char* name, const char* overload) {
    return guarded([&]() -> const void* {
        auto found = c10::Dispatcher::singleton().findSchema({name, overload});
        TORCH_CHECK(found.has_value(), "operator ", name, *overload ? "." : "", overload, " is not in this libtorch (", TORCH_VERSION, ")");
        return new c10::OperatorHandle(*found);
    }, nullptr);
}

// Calls the operator; arguments beyond `count` take their schema defaults. Lists in the results are flattened.
EXPORT int bridge_call(const void* op, const Value* arguments, int count, const Value** out) {
    return guarded([&] {
        const auto& handle = *static_cast<const c10::OperatorHandle*>(op);
        const auto& schema = handle.schema().arguments();
        TORCH_CHECK(count <= static_cast<int>(schema.size()), handle.schema(), " takes ", schema.size(), " arguments, not ", count);
        torch::jit::Stack stack;
        stack.reserve(schema.size());
        const Value missing{Default, 0, {0}};
        for (size_t k = 0; k < schema.size(); k++)
            stack.push_back(unpack(static_cast<int>(k) < count ? arguments[k] : missing, schema[k]));
        handle.callBoxed(&stack);
        results.clear();
        for (const IValue& value : stack) push_result(value);
        *out = results.data();
        return static_cast<int>(results.size());
    }, -1);
}

EXPORT void bridge_free(Handle handle) { c10::raw::intrusive_ptr::decref(handle); }

EXPORT Handle bridge_alias(Handle handle) { return give(borrow(handle)); }

struct Description {
    int64_t numel, device;
    const int64_t *sizes, *strides;
    int32_t dim, dtype, layout, is_contiguous;
};

EXPORT int bridge_describe(Handle handle, Description* description) {
    return act([&] {
        auto tensor = borrow(handle);
        *description = {tensor.numel(), pack(tensor.device()), tensor.sizes().data(),
                        tensor.layout() == c10::kStrided ? tensor.strides().data() : nullptr,
                        static_cast<int32_t>(tensor.dim()), static_cast<int32_t>(tensor.scalar_type()),
                        static_cast<int32_t>(tensor.layout()), tensor.is_contiguous()};
    });
}

EXPORT void* bridge_data(Handle handle) {
    return guarded([&] { return borrow(handle).data_ptr(); }, nullptr);
}

EXPORT int bridge_requires_grad(Handle handle) { return borrow(handle).requires_grad(); }

EXPORT int bridge_set_requires_grad(Handle handle, int value) {
    return act([&] { borrow(handle).set_requires_grad(value != 0); });
}

EXPORT int bridge_retain_grad(Handle handle) {
    return act([&] { borrow(handle).retain_grad(); });
}

EXPORT Handle bridge_grad(Handle handle) {
    return guarded([&] { return give(borrow(handle).grad()); }, nullptr);
}

EXPORT int bridge_set_grad(Handle handle, Handle gradient) {
    return act([&] { borrow(handle).mutable_grad() = borrow(gradient); });
}

EXPORT int bridge_backward(Handle* tensors, int count, Handle* gradients, int gradient_count, int retain_graph, int create_graph,
                           Handle* inputs, int input_count) {
    return act([&] {
        torch::autograd::backward(borrow_all(tensors, count), borrow_all(gradients, gradient_count), retain_graph != 0,
                                  create_graph != 0, borrow_all(inputs, input_count));
    });
}

EXPORT int bridge_grad_enabled() { return c10::GradMode::is_enabled(); }

EXPORT void bridge_set_grad_enabled(int value) { c10::GradMode::set_enabled(value != 0); }

EXPORT at::Generator* bridge_generator_default(int64_t device) {
    return guarded([&] { return new at::Generator(at::globalContext().defaultGenerator(device_of(device))); }, nullptr);
}

EXPORT at::Generator* bridge_generator_new(int64_t seed) {
    // Not a clone of the default one: libtorch 1.13 never frees a cloned generator.
    return guarded([&] { return new at::Generator(at::detail::createCPUGenerator(static_cast<uint64_t>(seed))); }, nullptr);
}

EXPORT void bridge_generator_free(at::Generator* generator) { delete generator; }

EXPORT int bridge_generator_set_seed(at::Generator* generator, int64_t seed) {
    return act([&] {
        std::lock_guard<std::mutex> lock(generator->mutex());
        generator->set_current_seed(static_cast<uint64_t>(seed));
    });
}

EXPORT int bridge_manual_seed(int64_t seed) {
    return act([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

EXPORT int bridge_threads() { return at::get_num_threads(); }

EXPORT int bridge_set_threads(int count) {
    return act([&] { at::set_num_threads(count); });
}

EXPORT int bridge_device_count(int type) {
    return guarded([&] {
        auto kind = static_cast<c10::DeviceType>(type);
        return c10::impl::hasDeviceGuardImpl(kind) ? static_cast<int>(c10::impl::getDeviceGuardImpl(kind)->deviceCount()) : 0;
    }, 0);
}
