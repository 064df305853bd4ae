using TorchSharp;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class CreationTests : ScopedTest
{
    [Fact]
    public void Arrays_of_one_to_four_dimensions_keep_their_shape_and_order()
    {
        Assert.Equal([3L], tensor(new float[] { 1, 2, 3 }).shape);
        Tensor matrix = tensor(new double[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal([2L, 3L], matrix.shape);
        Assert.Equal(ScalarType.Float64, matrix.dtype);
        Assert.Equal([1d, 2, 3, 4, 5, 6], matrix.data<double>().ToArray());
        Assert.Equal([1L, 2L, 2L], tensor(new long[,,] { { { 1, 2 }, { 3, 4 } } }).shape);
        Assert.Equal([1L, 1L, 1L, 2L], tensor(new int[,,,] { { { { 1, 2 } } } }).shape);
        Assert.Equal([2L, 2L], tensor(new bool[] { true, false, false, true }, [2, 2]).shape);
    }

    [Fact]
    public void A_list_with_dimensions_is_reshaped_and_a_wrong_count_is_refused()
    {
        IList<float> values = [1, 2, 3, 4, 5, 6];
        Assert.Equal([3L, 2L], tensor(values, 3, 2).shape);
        Assert.ThrowsAny<Exception>(() => tensor(values, 4, 2));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Bool)]
    public void Filled_tensors_have_the_asked_type(ScalarType type)
    {
        foreach (Tensor made in new[] { zeros(2, 3, dtype: type), ones([2, 3], dtype: type), full(2, 3, 1, dtype: type), empty(2, 3, dtype: type) })
        {
            Assert.Equal(type, made.dtype);
            Assert.Equal([2L, 3L], made.shape);
            Assert.Equal(made.dtype, made.zeros_like().dtype);
        }
        Assert.Equal(6, ones([2, 3], dtype: type).to(ScalarType.Float64).sum().item<double>());
        Assert.Equal(0, zeros([2, 3], dtype: type).to(ScalarType.Float64).sum().item<double>());
    }

    [Fact]
    public void Sequences_follow_their_bounds()
    {
        Assert.Equal([0L, 1, 2, 3], arange(4).data<long>().ToArray());
        Assert.Equal([2L, 5, 8], arange(2, 9, 3).data<long>().ToArray());
        Assert.Equal([0f, 0.5f, 1f], arange(0, 1.25, 0.5).data<float>().ToArray());
        Assert.Equal([0d, 0.25, 0.5, 0.75, 1], linspace(0, 1, 5, ScalarType.Float64).data<double>().ToArray());
        Assert.Equal(3f, eye(3).sum().item<float>());
    }

    [Fact]
    public void Views_are_read_in_row_major_order_whatever_their_strides()
    {
        Tensor turned = arange(6).view(2, 3).transpose(0, 1);
        Assert.False(turned.is_contiguous());
        Assert.Equal([0L, 3, 1, 4, 2, 5], turned.data<long>().ToArray());
        Assert.Equal([1L, 3], turned.stride());
        Assert.Equal(5L, turned.data<long>()[2, 1]);
    }

    [Fact]
    public void Elements_of_another_type_or_more_than_one_item_are_refused()
    {
        Assert.Throws<ArgumentException>(() => zeros(2).data<double>());
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
    }

    [Fact]
    public void Scalars_convert_both_ways()
    {
        Assert.Equal(2.5, tensor(2.5).ToScalar().ToDouble());
        Assert.Equal(3L, tensor(3L).item<long>());
        Assert.True(tensor(true).item<bool>());
        Tensor implicitly = 1.5f;
        Assert.Equal(ScalarType.Float32, implicitly.dtype);
    }

    [Fact]
    public void Types_and_devices_are_changed_without_changing_values()
    {
        Tensor whole = tensor(new float[] { 1.75f, -2.25f });
        Assert.Equal([1L, -2], whole.to(ScalarType.Int64).data<long>().ToArray());
        Assert.Equal([1.75, -2.25], whole.to(ScalarType.Float64, CPU).data<double>().ToArray());
        Assert.Equal(DeviceType.CPU, whole.to("cpu").device_type);
        Assert.Equal("cpu", whole.device.ToString());
        Assert.Equal(ScalarType.BFloat16, whole.to(ScalarType.BFloat16).dtype);
    }

    [Fact]
    public void A_tensor_describes_itself() =>
        Assert.Equal("[2x3], type = Float32, device = cpu", zeros(2, 3).ToString());
}
