namespace Ggsm.Contrastive;

/// <summary>The rules that Matryoshka sizes keep to.</summary>
internal static class MatryoshkaSizes
{
    private const string Field = "matryoshka";

    /// <summary>Checks sizes and weights, and that no size is larger than <paramref name="whole"/>.</summary>
    /// <exception cref="BadInputException">One cannot be used.</exception>
    public static void Check(IReadOnlyList<MatryoshkaSize> sizes, long whole = long.MaxValue)
    {
        foreach (var (size, weight) in sizes)
        {
            if (size < 1)
                throw new BadInputException($"{size} was given as a size; expected 1 or more.", field: Field);
            if (size > whole)
                throw new BadInputException($"the size {size} was given, but an embedding has only {whole} numbers.", field: Field, remedy: "Leave it out.");
            if (!(weight is > 0 and < double.PositiveInfinity))
                throw new BadInputException(FormattableString.Invariant($"{weight} was given as the weight of size {size}; expected more than 0."), field: Field + "_weights");
        }

        if (sizes.Select(s => s.Size).GroupBy(s => s).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new BadInputException($"the size {twice.Key} was given twice.", field: Field);
    }
}
