using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class ModuleTests : ScopedTest
{
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter scale;
        private readonly Linear project;

        public Block(long width) : base(nameof(Block))
        {
            scale = new Parameter(ones(width));
            project = nn.Linear(width, width, hasBias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => project.call(input * scale);
    }

    private sealed class Stack : nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<Block> layers;
        private readonly Tensor steps = zeros(1, dtype: ScalarType.Int64);
        private readonly Tensor frequencies = arange(3, dtype: ScalarType.Float32);

        public Stack(int count, long width) : base(nameof(Stack))
        {
            layers = new ModuleList<Block>([.. Enumerable.Range(0, count).Select(_ => new Block(width))]);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => layers.Aggregate(input, (x, layer) => layer.call(x));
    }

    [Fact]
    public void Fields_and_lists_are_registered_under_their_names()
    {
        using var stack = new Stack(2, 4);
        Assert.Equal(
            ["layers.0.scale", "layers.0.project.weight", "layers.1.scale", "layers.1.project.weight"],
            stack.named_parameters().Select(named => named.name));
        Assert.Equal(["steps", "frequencies"], stack.named_buffers().Select(named => named.name));
        Assert.Contains("frequencies", stack.state_dict().Keys);
    }

    [Fact]
    public void A_state_dict_makes_another_module_equal()
    {
        using var from = new Stack(2, 4);
        using var to = new Stack(2, 4);
        from.eval();
        to.eval();
        Tensor input = randn(3, 4);
        Assert.False(from.call(input).Equals(to.call(input)));
        (IList<string> missing, IList<string> unexpected) = to.load_state_dict(from.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.True(from.call(input).Equals(to.call(input)));
    }

    [Fact]
    public void A_state_dict_that_does_not_fit_is_refused_unless_it_need_not_be_strict()
    {
        using var stack = new Stack(1, 4);
        Dictionary<string, Tensor> state = stack.state_dict();
        state.Remove("layers.0.scale");
        state["other"] = ones(1);
        Assert.Throws<InvalidOperationException>(() => stack.load_state_dict(state));
        (IList<string> missing, IList<string> unexpected) = stack.load_state_dict(state, strict: false);
        Assert.Equal(["layers.0.scale"], missing);
        Assert.Equal(["other"], unexpected);
    }

    [Fact]
    public void Training_mode_reaches_every_child()
    {
        using var stack = new Stack(2, 4);
        Assert.True(stack.training);
        stack.eval();
        Assert.All(stack.modules(), module => Assert.False(module.training));
        Tensor input = ones(2, 4);
        Assert.True(stack.call(input).Equals(stack.call(input)));
        stack.train();
        Assert.All(stack.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void Moving_to_another_type_moves_floating_point_parameters_and_buffers_only()
    {
        using var stack = new Stack(1, 4);
        double before = stack.state_dict()["layers.0.project.weight"].sum().item<float>();
        Stack same = stack.to(ScalarType.Float64);
        Assert.Same(stack, same);
        Assert.All(stack.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.All(stack.parameters(), parameter => Assert.True(parameter.requires_grad));
        Assert.Equal(ScalarType.Int64, stack.named_buffers().Single(named => named.name == "steps").buffer.dtype);
        Assert.Equal(ScalarType.Float64, stack.named_buffers().Single(named => named.name == "frequencies").buffer.dtype);
        Assert.Equal(before, stack.state_dict()["layers.0.project.weight"].sum().item<double>(), 1e-5);
        stack.eval();
        stack.call(ones(2, 4, dtype: ScalarType.Float64)).sum().backward();
        Assert.NotNull(stack.named_parameters().Single(named => named.name == "layers.0.scale").parameter.grad);
    }

    [Fact]
    public void A_shared_parameter_is_listed_once_and_saved_under_both_names()
    {
        Linear first = nn.Linear(3, 3, hasBias: false);
        Linear second = nn.Linear(first.weight);
        using Sequential both = nn.Sequential(("first", first), ("second", second));
        Assert.Single(both.parameters());
        both.call(ones(1, 3)).sum().backward();
        Assert.NotNull(second.weight.grad);
    }

    [Fact]
    public void A_sequence_calls_its_steps_in_order()
    {
        using Sequential steps = nn.Sequential(nn.Linear(2, 3), nn.GELU(), nn.Linear(3, 1, hasBias: false));
        Assert.Equal(["0.weight", "0.bias", "2.weight"], steps.named_parameters().Select(named => named.name));
        Tensor input = randn(4, 2);
        Dictionary<string, Tensor> state = steps.state_dict();
        Tensor expected = nn.GELU().call(input.matmul(state["0.weight"].t()) + state["0.bias"]).matmul(state["2.weight"].t());
        Assert.InRange((expected - steps.call(input)).abs().max().item<float>(), 0, 1e-5f);
    }

    [Fact]
    public void An_embedding_looks_up_rows_and_its_padding_is_not_trained()
    {
        using Embedding table = nn.Embedding(5, 3, padding_idx: 0);
        Assert.Equal(0f, table.weight![0].abs().sum().item<float>());
        Tensor found = table.call(tensor(new long[,] { { 0, 2 }, { 2, 4 } }));
        Assert.Equal([2L, 2L, 3L], found.shape);
        Assert.True(found[1, 0].Equals(table.weight[2]));
        found.sum().backward();
        Near([0, 0, 2, 0, 1], table.weight.grad![.., 0]);
    }

    [Fact]
    public void Gradients_are_cleared_and_disposing_frees_the_parameters()
    {
        var layer = nn.Linear(2, 2);
        layer.call(ones(2)).sum().backward();
        layer.zero_grad();
        Assert.All(layer.parameters(), parameter => Assert.Null(parameter.grad));
        Parameter weight = layer.weight;
        layer.Dispose();
        Assert.True(weight.IsInvalid);
    }

    [Fact]
    public void The_parameters_of_a_layer_outlive_the_scope_they_were_made_in_but_a_modules_own_must_be_detached()
    {
        Linear layer;
        Parameter own, detached;
        using (NewDisposeScope())
        {
            layer = nn.Linear(2, 2);
            own = new Parameter(ones(1));
            detached = new Parameter(ones(1));
            detached.DetachFromDisposeScope();
        }
        Assert.All(layer.parameters(), parameter => Assert.False(parameter.IsInvalid));
        Assert.True(own.IsInvalid);
        Assert.False(detached.IsInvalid);
        layer.Dispose();
        detached.Dispose();
    }

    [Fact]
    public void A_taken_over_tensor_is_empty()
    {
        Tensor data = ones(2);
        var parameter = new Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.Throws<InvalidOperationException>(() => data.shape);
    }
}
