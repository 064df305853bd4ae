namespace TorchSharp.Modules;

/// <summary>A module that has nothing to move or train.</summary>
public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name)
    {
    }

    public override void register_parameter(string name, Parameter param) =>
        throw new InvalidOperationException($"Cannot register a parameter on a module that is declared as 'parameter-less.'");

    public override void register_module(string name, torch.nn.Module submodule) =>
        throw new InvalidOperationException($"Cannot register a submodule on a module that is declared as 'parameter-less.'");
}
