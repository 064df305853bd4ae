using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What all optimisers share: groups and per-parameter state.</summary>
public abstract class OptimizerHelper : Optimizer
{
    protected OptimizerOptions _defaults = new();

    protected OrderedDict<IntPtr, OptimizerState> _state = [];

    private readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        int index = 0;
        foreach (ParamGroup group in _parameter_groups)
        {
            dictionary.Options.Add(group.Options);
            var places = new List<int>();
            foreach (Parameter parameter in group.Parameters)
            {
                places.Add(index++);
                dictionary.State.Add(states[parameter]);
            }
            dictionary.StateIndexRef.Add(places);
        }
        return dictionary;
    }

    internal OptimizerState StateOf(Parameter parameter) => states[parameter];

    /// <summary>Adds the group, with defaults in place of what it leaves open, and new state for its parameters.</summary>
    internal void Add(ParamGroup group, OptimizerOptions options, Func<Parameter, OptimizerState> makeState)
    {
        group.Options = options;
        group.Parameters = [.. group.Parameters];
        _parameter_groups.Add(group);
        foreach (Parameter parameter in group.Parameters)
        {
            OptimizerState state = makeState(parameter);
            state.Initialize(options);
            states[parameter] = state;
            _state[parameter.Handle] = state;
        }
    }

    /// <summary>Runs the update over the groups, unrecorded and leaving no tensor behind.</summary>
    protected Tensor _step<T>(Action<T> body, Func<Tensor>? loss_closure = null) where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
            using (enable_grad())
                loss = loss_closure();

        using IDisposable unrecorded = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (ParamGroup group in _parameter_groups)
            body((T)group);
        return loss!;
    }

    internal void DisposeStates()
    {
        foreach (OptimizerState state in states.Values)
            (state as IDisposable)?.Dispose();
        states.Clear();
    }
}
