using System.Collections;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Modules in a list, registered under their numbers.</summary>
public class ModuleList<T> : Module, IList<T> where T : Module
{
    private readonly List<T> list = [];

    public ModuleList(params T[] modules) : base(nameof(ModuleList)) => extend(modules);

    public int Count => list.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => list[index];
        set => Change(() => list[index] = value);
    }

    public void Add(T item) => Change(() => list.Add(item));

    public void extend(IEnumerable<T> modules) => Change(() => list.AddRange(modules));

    public void Insert(int index, T item) => Change(() => list.Insert(index, item));

    public bool Remove(T item)
    {
        bool removed = false;
        Change(() => removed = list.Remove(item));
        return removed;
    }

    public void RemoveAt(int index) => Change(() => list.RemoveAt(index));

    public void Clear() => Change(list.Clear);

    public bool Contains(T item) => list.Contains(item);

    public void CopyTo(T[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

    public int IndexOf(T item) => list.IndexOf(item);

    public IEnumerator<T> GetEnumerator() => list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void RegisterComponents()
    {
    }

    private void Change(Action change)
    {
        change();
        ClearModules();
        for (int k = 0; k < list.Count; k++)
            register_module($"{k}", list[k]);
    }
}
