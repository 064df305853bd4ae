using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class AutogradTests : ScopedTest
{
    [Fact]
    public void An_intermediate_keeps_its_gradient_only_when_asked()
    {
        Tensor x = ones(3, requires_grad: true);
        Tensor kept = x * 2, dropped = kept * 3;
        kept.retain_grad();
        dropped.sum().backward();
        Near([3, 3, 3], kept.grad!);
        Near([6, 6, 6], x.grad!);
        Assert.Null(dropped.grad);
    }

    [Fact]
    public void Gradients_add_up_until_they_are_cleared()
    {
        Tensor x = ones(2, requires_grad: true);
        x.sum().backward();
        (x * 2).sum().backward();
        Near([3, 3], x.grad!);
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Nothing_is_recorded_without_gradients_and_recording_resumes()
    {
        Tensor x = ones(2, requires_grad: true);
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
        }
        Assert.True(is_grad_enabled());
        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).detach().requires_grad);
    }

    [Fact]
    public void A_second_backward_needs_the_graph_retained()
    {
        Tensor x = ones(2, requires_grad: true);
        Tensor loss = x.pow(2).sum();
        loss.backward(retain_graph: true);
        loss.backward();
        Near([4, 4], x.grad!);
        var error = Assert.Throws<ExternalException>(() => loss.backward());
        Assert.Contains("backward through the graph a second time", error.Message);
    }

    [Fact]
    public void Backward_takes_the_gradient_of_a_vector()
    {
        Tensor x = ones(3, requires_grad: true);
        (x * 2).backward([tensor(new[] { 1f, 10f, 100f })]);
        Near([2, 20, 200], x.grad!);
        Assert.Throws<ExternalException>(() => (x * 2).backward());
    }

    [Fact]
    public void A_leaf_that_is_trained_cannot_be_changed_in_place_while_recording()
    {
        Tensor x = ones(2, requires_grad: true);
        var error = Assert.Throws<ExternalException>(() => x.add_(1));
        Assert.Contains("a leaf Variable that requires grad", error.Message);
        using (no_grad())
            x.add_(1);
        Near([2, 2], x);
    }
}
