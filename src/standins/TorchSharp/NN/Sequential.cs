using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules called one after the other.</summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.IModule<Tensor, Tensor>> steps = [];

    protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
    {
        foreach ((string key, nn.Module<Tensor, Tensor> module) in modules)
            append(key, module);
    }

    internal Sequential(IEnumerable<(string name, nn.Module<Tensor, Tensor> submodule)> modules) : this(modules.ToArray())
    {
    }

    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        register_module(name, (nn.Module)module);
        steps.Add(module);
        return this;
    }

    public override Tensor forward(Tensor tensor)
    {
        if (steps.Count == 0)
            return tensor.alias();
        using DisposeScope scope = NewDisposeScope();
        Tensor result = tensor;
        foreach (nn.IModule<Tensor, Tensor> step in steps)
            result = step.call(result);
        return result.MoveToOuterDisposeScope();
    }
}
