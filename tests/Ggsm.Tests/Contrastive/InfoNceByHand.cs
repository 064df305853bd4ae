using Ggsm.Contrastive;

namespace Ggsm.Tests.Contrastive;

/// <summary>The loss as sums over pairs, in plain double precision: the reference the tensors are held to.</summary>
internal sealed class InfoNceByHand(InfoNceOptions options, double temperature)
{
    /// <summary>Terms that the filter let through, over all rows, directions and sizes.</summary>
    public int Kept { get; private set; }

    /// <param name="users">One row a user.</param>
    /// <param name="answers">One row an answer.</param>
    /// <param name="hard">For each user its own wrong answers.</param>
    public double Loss(double[][] users, double[][] answers, double[][][] hard)
    {
        Kept = 0;
        if (options.Matryoshka.Count == 0)
            return BothWays(users, answers, hard);
        var total = 0.0;
        foreach (var (size, weight) in options.Matryoshka)
            total += weight * BothWays(Cut(users, size), Cut(answers, size), [.. hard.Select(rows => Cut(rows, size))]);
        return total / options.Matryoshka.Sum(m => m.Weight);
    }

    private double BothWays(double[][] users, double[][] answers, double[][][] hard)
    {
        var (u, a) = (Unit(users), Unit(answers));
        double[][][] n = [.. hard.Select(Unit)];
        return options.Symmetric ? (OneWay(u, a, n) + OneWay(a, u, [.. u.Select(_ => Array.Empty<double[]>())])) / 2 : OneWay(u, a, n);
    }

    private double OneWay(double[][] from, double[][] to, double[][][] hard)
    {
        double total = 0;
        for (var i = 0; i < from.Length; i++)
        {
            var positive = Dot(from[i], to[i]);
            var sum = Math.Exp(positive / temperature) + (options.PlainSum ? 1e-8 : 0);
            for (var j = 0; j < from.Length; j++)
            {
                if (j == i)
                    continue;
                if (options.Negatives.HasFlag(InfoNceNegatives.QueryAnswer))
                    sum += Term(Dot(from[i], to[j]), positive);
                if (options.Negatives.HasFlag(InfoNceNegatives.UserUser))
                    sum += Term(Dot(from[i], from[j]), positive);
                if (options.Negatives.HasFlag(InfoNceNegatives.AnswerAnswer))
                    sum += Term(Dot(to[i], to[j]), positive);
            }

            foreach (var wrong in hard[i])
                sum += Term(Dot(from[i], wrong), positive);
            total += Math.Log(sum) - (positive / temperature);
        }

        return total / from.Length;
    }

    private double Term(double similarity, double positive)
    {
        if (similarity > positive + (options.Margin ?? double.PositiveInfinity))
            return 0;
        Kept++;
        return Math.Exp(similarity / temperature);
    }

    private static double[][] Cut(double[][] rows, int size) => [.. rows.Select(row => row[..size])];

    private static double[][] Unit(double[][] rows) => [.. rows.Select(row =>
    {
        var length = Math.Sqrt(Dot(row, row));
        return row.Select(x => x / length).ToArray();
    })];

    private static double Dot(double[] a, double[] b) => a.Zip(b).Sum(p => p.First * p.Second);
}
