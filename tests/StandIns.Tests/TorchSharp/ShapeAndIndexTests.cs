using TorchSharp;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class ShapeAndIndexTests : ScopedTest
{
    private static Tensor Grid => arange(24).view(2, 3, 4);

    [Fact]
    public void Shapes_change_as_asked()
    {
        Tensor x = Grid;
        Assert.Equal([6L, 4L], x.view(-1, 4).shape);
        Assert.Equal([4L, 6L], x.reshape(4, 6).shape);
        Assert.Equal([2L, 12L], x.view(2, -1).shape);
        Assert.Equal([2L, 4L, 3L], x.transpose(1, 2).shape);
        Assert.Equal([2L, 1L, 3L, 4L], x.unsqueeze(1).shape);
        Assert.Equal([2L, 3L, 4L], x.unsqueeze(1).squeeze(1).shape);
        Assert.Equal([2L, 5L, 3L, 4L], x.unsqueeze(1).expand(2, 5, -1, -1).shape);
        Assert.Equal([2L, 6L, 4L], x.repeat_interleave(2, 1).shape);
        Assert.Equal(4L, x.size(-1));
        Assert.Equal(3L, x.ndim);
        Assert.Equal(24L, x.numel());
        Near([0, 0, 1, 1], arange(2).repeat_interleave(2));
    }

    [Fact]
    public void Tensors_are_joined()
    {
        Tensor x = Grid;
        Assert.Equal([2L, 3L, 8L], cat([x, x], -1).shape);
        Assert.Equal([2L, 2L, 3L, 4L], stack([x, x]).shape);
    }

    [Fact]
    public void A_triangle_keeps_its_side()
    {
        Tensor x = ones(3, 3);
        Near([1, 0, 0, 1, 1, 0, 1, 1, 1], x.tril());
    }

    [Fact]
    public void Numbers_ranges_ellipses_and_new_axes_index_as_in_PyTorch()
    {
        Tensor x = Grid;
        Assert.Equal(17L, x[1, 1, 1].item<long>());
        Near([12, 13, 14, 15], x[1, 0]);
        Near([16, 17, 18, 19, 20, 21, 22, 23], x[1][1..]);
        Near([1, 5, 9, 13, 17, 21], x[TensorIndex.Ellipsis, 1]);
        Near([4, 16], x[.., 1, 0]);
        Assert.Equal([2L, 1L, 3L, 4L], x[TensorIndex.Colon, TensorIndex.None].shape);
        Near([0, 2, 12, 14], x[TensorIndex.Colon, 0, TensorIndex.Slice(0, 4, 2)]);
        Near([3, 15], x[.., 0, ^1]);
        Near([8, 9, 20, 21], x[.., ^1, ..2]);
        Assert.Equal([2L, 3L, 1L], x[TensorIndex.Ellipsis, 1..2].shape);
        Near([11, 23], x[.., -1, -1]);
    }

    [Fact]
    public void Tensors_index_as_in_PyTorch()
    {
        Tensor x = Grid;
        Tensor rows = tensor(new long[] { 1, 0 }), columns = tensor(new long[] { 2, 0 });
        Near([20, 0], x[rows, columns][TensorIndex.Colon, 0]);
        Near([8, 0, 20, 12], x[TensorIndex.Colon, TensorIndex.Tensor(columns), 0]);
        Near([20, 21, 22, 23], x[x > 19]);
        Near([14, 2], x[TensorIndex.Tensor(rows), 0, 2]);
        Near([23, 5], x.view(24)[tensor(new long[] { 23, 5 })]);
        Assert.Equal([2L, 2L, 4L], x.index_select(1, columns).shape);
        Near([1, 4], arange(6).view(2, 3).gather(1, tensor(new long[] { 1, 1 }, [2, 1])));
    }

    [Fact]
    public void Assignments_write_into_the_indexed_tensor()
    {
        Tensor x = zeros(3, 4);
        x[1] = ones(4);
        x[0, 2] = 5f;
        x[2, 1..3] = tensor(new[] { 7f, 8f });
        x[x == 0] = -1f;
        Near([-1, -1, 5, -1, 1, 1, 1, 1, -1, 7, 8, -1], x);
        x.index_put_(tensor(2f), [tensor(new long[] { 0, 0 }), tensor(new long[] { 3, 3 })], accumulate: true);
        Assert.Equal(3f, x[0, 3].item<float>());
        x[TensorIndex.Ellipsis, 0] = zeros(3);
        Near([0, 0, 0], x[.., 0]);
    }
}
