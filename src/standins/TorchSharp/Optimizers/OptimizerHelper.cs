using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What all optimisers share: groups, per-parameter state, and saving and loading of both.</summary>
public abstract class OptimizerHelper : Optimizer
{
    protected OptimizerOptions _defaults = new();

    protected OrderedDict<IntPtr, OptimizerState> _state = [];

    private readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    public OptimizerHelper() : base(IntPtr.Zero)
    {
    }

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

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        StateDictionary own = this.state_dict();
        CheckCounts(own, state_dict.Options.Count, state_dict.State.Count);
        for (int k = 0; k < own.Options.Count; k++)
            if (own.Options[k] != state_dict.Options[k])
                own.Options[k].LoadStateDict(state_dict.Options[k]);
        for (int k = 0; k < own.State.Count; k++)
            if (own.State[k] != state_dict.State[k])
                own.State[k].LoadStateDict(state_dict.State[k]);
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        StateDictionary own = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt(own.Options.Count);
        writer.Write7BitEncodedInt(own.State.Count);
        foreach (OptimizerOptions options in own.Options)
            options.SaveStateDict(writer);
        foreach (OptimizerState state in own.State)
            state.SaveStateDict(writer);
    }

    public void load_state_dict(BinaryReader reader)
    {
        string kind = reader.ReadString();
        if (kind != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{kind}' in the loaded stream.");
        StateDictionary own = state_dict();
        CheckCounts(own, reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        foreach (OptimizerOptions options in own.Options)
            options.LoadStateDict(reader);
        foreach (OptimizerState state in own.State)
            state.LoadStateDict(reader);
    }

    public void to(Device device)
    {
        foreach (OptimizerState state in states.Values)
            state.to(device);
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

    private static void CheckCounts(StateDictionary own, int options, int states)
    {
        if (options != own.Options.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (states != own.State.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of states.");
    }
}
