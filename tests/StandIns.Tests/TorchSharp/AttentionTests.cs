using TorchSharp;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class AttentionTests : ScopedTest
{
    private const int Batch = 2, Heads = 4, Groups = 2, Length = 5, Width = 3;

    [Fact]
    public void Attention_with_grouped_heads_and_a_varying_additive_mask_equals_its_loops()
    {
        Tensor query = randn([Batch, Heads, Length, Width], dtype: float64);
        Tensor key = randn([Batch, Groups, Length, Width], dtype: float64);
        Tensor value = randn([Batch, Groups, Length, Width], dtype: float64);
        Tensor mask = randn([Batch, 1, Length, Length], dtype: float64);
        Tensor actual = nn.functional.scaled_dot_product_attention(
            query, key.repeat_interleave(Heads / Groups, 1), value.repeat_interleave(Heads / Groups, 1), mask);

        double[] q = query.data<double>().ToArray(), k = key.data<double>().ToArray();
        double[] v = value.data<double>().ToArray(), m = mask.data<double>().ToArray();
        var expected = new List<double>();
        for (int b = 0; b < Batch; b++)
            for (int h = 0; h < Heads; h++)
                for (int i = 0; i < Length; i++)
                {
                    int group = b * Groups + h / (Heads / Groups);
                    double[] scores = [.. Enumerable.Range(0, Length).Select(j => m[(b * Length + i) * Length + j] + Enumerable.Range(0, Width)
                        .Sum(d => q[((b * Heads + h) * Length + i) * Width + d] * k[(group * Length + j) * Width + d]) / Math.Sqrt(Width))];
                    double total = scores.Sum(Math.Exp);
                    expected.AddRange(Enumerable.Range(0, Width).Select(d =>
                        Enumerable.Range(0, Length).Sum(j => Math.Exp(scores[j]) / total * v[(group * Length + j) * Width + d])));
                }
        Near(expected, actual, 1e-10);
    }

    [Fact]
    public void A_boolean_mask_opens_and_the_causal_option_closes_the_future()
    {
        Tensor query = randn(1, 1, Length, Width), key = randn(1, 1, Length, Width), value = randn(1, 1, Length, Width);
        Tensor open = ones(Length, Length, dtype: ScalarType.Bool).tril();
        Tensor closed = zeros(Length, Length).masked_fill(~open, float.NegativeInfinity);
        Tensor byTruth = nn.functional.scaled_dot_product_attention(query, key, value, open);
        Tensor byAddition = nn.functional.scaled_dot_product_attention(query, key, value, closed);
        Tensor causal = nn.functional.scaled_dot_product_attention(query, key, value, is_casual: true);
        Assert.True(byTruth.allclose(byAddition));
        Assert.True(byTruth.allclose(causal));
        Assert.True(causal[0, 0, 0].allclose(value[0, 0, 0]));
        Assert.False(causal.allclose(nn.functional.scaled_dot_product_attention(query, key, value)));
    }
}
