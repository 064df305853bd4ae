using System.Collections;

namespace Ggsm.Users;

/// <summary>A list whose items are made when they are asked for, each time anew: a map-style dataset.</summary>
internal sealed class MapStyleList<T> : IReadOnlyList<T>
{
    private readonly Func<int, T> make;

    public MapStyleList(int count, Func<int, T> make)
    {
        Count = count;
        this.make = make;
    }

    public int Count { get; }

    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return make(index);
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return make(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
