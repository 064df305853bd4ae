using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>Reads a recipe's state from a checkpoint and refuses what nobody read.</summary>
internal sealed class RecipeState(string recipe, IReadOnlyDictionary<string, Tensor> state)
{
    private readonly HashSet<string> known = [];

    public bool Has(string name) => state.ContainsKey(name);

    public long Integer(string name)
    {
        using var value = Find(name, ScalarType.Int64).cpu();
        return value.NumberOfElements == 1 ? value.item<long>() : throw Bad(name, "expected one number.");
    }

    public float[] Floats(string name)
    {
        using var value = Find(name, ScalarType.Float32).cpu();
        return value.dim() == 1 ? value.data<float>().ToArray() : throw Bad(name, "expected a row of numbers.");
    }

    public void RefuseOthers()
    {
        foreach (var name in state.Keys)
        {
            if (!known.Contains(name))
                throw Bad(name, "unknown to the recipe.");
        }
    }

    private Tensor Find(string name, ScalarType type)
    {
        known.Add(name);
        if (!state.TryGetValue(name, out var value))
            throw Bad(name, "missing.");
        return value.dtype == type ? value : throw Bad(name, $"holds {value.dtype}; expected {type}.");
    }

    private BadInputException Bad(string name, string problem) =>
        new(problem, field: $"state of recipe {recipe}, {name}", remedy: "Resume with the recipe the checkpoint was made with.");
}
