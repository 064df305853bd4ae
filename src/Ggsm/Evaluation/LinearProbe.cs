using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Statistics;

namespace Ggsm.Evaluation;

/// <summary>
/// L2-regularised logistic regression on frozen embeddings: what the paper's evaluation trains per task. Columns are
/// standardised by the training rows; Newton's method finds the one minimum, so the result does not depend on any seed.
/// </summary>
public sealed class LinearProbe
{
    private const int MostSteps = 50;
    private const double Converged = 1e-9;

    private readonly Vector<double> means;
    private readonly Vector<double> scales;

    private LinearProbe(Vector<double> means, Vector<double> scales, Vector<double> weights)
    {
        this.means = means;
        this.scales = scales;
        Weights = [.. weights];
    }

    /// <summary>One weight per standardised column, then the intercept, <c>[size + 1]</c>.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Minimises the mean logistic loss plus <c>l2/2 · |weights|²</c> (the intercept is free).</summary>
    /// <param name="embeddings">Frozen embeddings, <c>[count, size]</c>.</param>
    /// <param name="labels">0 or 1, <c>[count]</c>.</param>
    /// <param name="l2">The strength of the penalty, more than 0.</param>
    /// <exception cref="BadInputException">Only one class is there.</exception>
    public static LinearProbe Fit(float[,] embeddings, IReadOnlyList<int> labels, double l2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(l2);
        if (embeddings.GetLength(0) != labels.Count)
            throw new ArgumentException($"{embeddings.GetLength(0)} embeddings and {labels.Count} labels: one label per row");
        if (labels.Distinct().Count() != 2)
            throw new BadInputException($"a probe needs both classes; all {labels.Count} labels are the same.", field: "labels");

        var raw = Matrix<double>.Build.Dense(embeddings.GetLength(0), embeddings.GetLength(1), (i, k) => embeddings[i, k]);
        var means = raw.ColumnSums() / raw.RowCount;
        var scales = Vector<double>.Build.Dense(raw.ColumnCount, k => Scale(raw.Column(k), means[k]));
        var rows = Standardise(raw, means, scales);
        var target = Vector<double>.Build.Dense(labels.Count, i => labels[i]);
        var penalty = Vector<double>.Build.Dense(rows.ColumnCount, k => k < raw.ColumnCount ? l2 : 0);
        return new LinearProbe(means, scales, Minimise(rows, target, penalty));
    }

    /// <summary>The log-odds of the positive class, <c>[count]</c>.</summary>
    /// <param name="embeddings">Frozen embeddings, <c>[count, size]</c>.</param>
    public double[] Scores(float[,] embeddings)
    {
        if (embeddings.GetLength(1) != means.Count)
            throw new ArgumentException($"the probe was fitted on embeddings of size {means.Count}, not {embeddings.GetLength(1)}", nameof(embeddings));
        var raw = Matrix<double>.Build.Dense(embeddings.GetLength(0), embeddings.GetLength(1), (i, k) => embeddings[i, k]);
        return [.. Standardise(raw, means, scales) * Vector<double>.Build.DenseOfEnumerable(Weights)];
    }

    private static double Scale(Vector<double> column, double mean)
    {
        var deviation = column.PopulationStandardDeviation();
        return deviation > 1e-12 * (1 + Math.Abs(mean)) ? 1 / deviation : 0;
    }

    /// <summary>Standardised columns and a last column of ones.</summary>
    private static Matrix<double> Standardise(Matrix<double> raw, Vector<double> means, Vector<double> scales) =>
        Matrix<double>.Build.Dense(
            raw.RowCount, raw.ColumnCount + 1, (i, k) => k == raw.ColumnCount ? 1 : (raw[i, k] - means[k]) * scales[k]);

    private static Vector<double> Minimise(Matrix<double> rows, Vector<double> target, Vector<double> penalty)
    {
        var weights = Vector<double>.Build.Dense(rows.ColumnCount);
        var loss = Loss(rows, target, penalty, weights);
        for (var step = 0; step < MostSteps; step++)
        {
            var probabilities = (rows * weights).Map(SpecialFunctions.Logistic);
            var gradient = (rows.TransposeThisAndMultiply(probabilities - target) / rows.RowCount) + penalty.PointwiseMultiply(weights);
            var curvature = probabilities.Map(p => Math.Max(p * (1 - p), 1e-10) / rows.RowCount);
            var weighted = Matrix<double>.Build.Dense(rows.RowCount, rows.ColumnCount, (i, k) => rows[i, k] * curvature[i]);
            var hessian = rows.TransposeThisAndMultiply(weighted) + Matrix<double>.Build.DenseOfDiagonalVector(penalty.Add(1e-12));
            var direction = hessian.Cholesky().Solve(gradient);
            var length = 1.0;
            while (length > 1e-8 && Loss(rows, target, penalty, weights - (length * direction)) > loss)
                length /= 2;
            weights -= length * direction;
            var next = Loss(rows, target, penalty, weights);
            if (loss - next < Converged)
                break;
            loss = next;
        }

        return weights;
    }

    private static double Loss(Matrix<double> rows, Vector<double> target, Vector<double> penalty, Vector<double> weights)
    {
        var odds = rows * weights;
        var sum = 0.0;
        for (var i = 0; i < odds.Count; i++)
            sum += Math.Max(odds[i], 0) - (odds[i] * target[i]) + Math.Log(1 + Math.Exp(-Math.Abs(odds[i])));
        return (sum / odds.Count) + (0.5 * penalty.PointwiseMultiply(weights).DotProduct(weights));
    }
}
