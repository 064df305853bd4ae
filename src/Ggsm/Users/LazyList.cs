using System.Collections;

namespace Ggsm.Users;

/// <summary>A list whose items are made when they are asked for, each time anew.</summary>
internal sealed class LazyList<T> : IReadOnlyList<T>
{
    private readonly Func<int, T> make;

    public LazyList(int count, Func<int, T> make)
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
