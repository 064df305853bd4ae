namespace Ggsm.Training;

/// <summary>An embedding came out as something that is not a number or infinite, and was not handed on.</summary>
public sealed class NotFiniteEmbeddingException : NotFiniteNumberException
{
    /// <param name="row">Which of the inputs, from 0.</param>
    /// <param name="tensor">A tensor of the model whose values are not all finite; null when all are.</param>
    public NotFiniteEmbeddingException(int row, string? tensor)
        : base($"the embedding of input {row + 1} is not finite: {CauseOf(tensor)}")
    {
        Row = row;
        Tensor = tensor;
    }

    /// <summary>Which of the inputs, from 0.</summary>
    public int Row { get; }

    /// <summary>A tensor of the model whose values are not all finite; null when all are.</summary>
    public string? Tensor { get; }

    /// <summary>The cause in words.</summary>
    public string Cause => CauseOf(Tensor);

    private static string CauseOf(string? tensor) => tensor is null
        ? "the model's weights are finite, and its states run over on this input."
        : $"the tensor {tensor} of the model holds values that are not finite.";
}
