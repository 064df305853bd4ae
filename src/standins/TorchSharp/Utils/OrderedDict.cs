using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that is enumerated in the order of insertion, as pairs.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)> where TKey : notnull
{
    private readonly List<(TKey Key, TValue Value)> items_ = [];

    public int Count => items_.Count;

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => [.. keys()];

    public ICollection<TValue> Values => [.. values()];

    public (TKey, TValue) this[int index]
    {
        get => items_[index];
        set => items_[index] = value;
    }

    public TValue this[TKey key]
    {
        get => Find(key) is >= 0 and var k ? items_[k].Value : throw new KeyNotFoundException($"'{key}' is not in the dictionary.");
        set
        {
            if (Find(key) is >= 0 and var k)
                items_[k] = (key, value);
            else
                items_.Add((key, value));
        }
    }

    public void clear() => Clear();

    public IEnumerable<TKey> keys() => items_.Select(item => item.Key);

    public IEnumerable<TValue> values() => items_.Select(item => item.Value);

    public void Add(TKey key, TValue value)
    {
        if (ContainsKey(key))
            throw new ArgumentException($"An item with the key '{key}' has already been added.", nameof(key));
        items_.Add((key, value));
    }

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public void Clear() => items_.Clear();

    public bool Contains((TKey, TValue) item) => items_.Contains(item);

    public bool Contains(KeyValuePair<TKey, TValue> item) => items_.Contains((item.Key, item.Value));

    public bool ContainsKey(TKey key) => Find(key) >= 0;

    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => items_.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach ((TKey key, TValue value) in items_)
            array[arrayIndex++] = new(key, value);
    }

    public int IndexOf((TKey, TValue) item) => items_.IndexOf(item);

    public void Insert(int index, (TKey, TValue) item) => items_.Insert(index, item);

    public bool Remove(TKey key)
    {
        int k = Find(key);
        if (k < 0)
            return false;
        items_.RemoveAt(k);
        return true;
    }

    public bool Remove((TKey, TValue) item) => items_.Remove(item);

    public bool Remove(KeyValuePair<TKey, TValue> item) => items_.Remove((item.Key, item.Value));

    public void RemoveAt(int index) => items_.RemoveAt(index);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        int k = Find(key);
        value = k < 0 ? default : items_[k].Value;
        return k >= 0;
    }

    public IEnumerator<(TKey, TValue)> GetEnumerator() => items_.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() =>
        items_.Select(item => new KeyValuePair<TKey, TValue>(item.Key, item.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(TKey key) => items_.FindIndex(item => EqualityComparer<TKey>.Default.Equals(item.Key, key));
}
