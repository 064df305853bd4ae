using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        Tensor inner, outer = ones(1);
        using (DisposeScope scope = NewDisposeScope())
        {
            inner = ones(1);
            Assert.Equal(1, scope.DisposablesCount);
            Assert.True(scope.Contains(inner));
            Assert.False(scope.Contains(outer));
            Assert.Same(scope, CurrentDisposeScope);
        }
        Assert.True(inner.IsInvalid);
        Assert.False(outer.IsInvalid);
        outer.Dispose();
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void A_moved_tensor_lives_as_long_as_the_outer_scope_and_a_detached_one_longer()
    {
        Tensor moved, detached, attached;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                moved = ones(1).MoveToOuterDisposeScope();
                detached = ones(1).DetachFromDisposeScope();
            }
            Assert.False(moved.IsInvalid);
            attached = detached;
        }
        Assert.True(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        using (DisposeScope scope = NewDisposeScope())
            scope.Attach(attached);
        Assert.True(detached.IsInvalid);
    }

    [Fact]
    public void A_scope_can_keep_some_and_dispose_the_rest()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor kept = ones(1), dropped = ones(1);
        Assert.Same(kept, scope.DisposeEverythingBut(kept));
        Assert.False(kept.IsInvalid);
        Assert.True(dropped.IsInvalid);
        Assert.Equal([kept], scope.DisposablesView);
    }

    [Fact]
    public void Statistics_count_by_scope()
    {
        ThreadDisposeScopeStatistics statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        Tensor free = ones(1);
        using (NewDisposeScope())
        {
            Tensor early = ones(1);
            _ = ones(1);
            ones(1).DetachFromDisposeScope().Dispose();
            early.Dispose();
        }
        Assert.Equal(1, statistics.CreatedOutsideScopeCount);
        Assert.Equal(3, statistics.CreatedInScopeCount);
        Assert.Equal(2, statistics.DisposedInScopeCount);
        Assert.Equal(1, statistics.DetachedFromScopeCount);
        Assert.Equal(1, statistics.ThreadTotalLiveCount);
        free.Dispose();
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Live_tensors_stay_flat_over_200_training_steps()
    {
        using DisposeScope outer = NewDisposeScope();
        Sequential model = nn.Sequential(nn.Linear(8, 16), nn.LayerNorm(16), nn.GELU(), nn.Linear(16, 4));
        using AdamW optimizer = optim.AdamW(model.parameters(), 1e-3);
        var live = new List<long>();
        for (int step = 0; step < 200; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            Tensor hidden = model.call(randn(6, 8));
            hidden.retain_grad();
            Tensor pairs = nn.functional.normalize(hidden).matmul(nn.functional.normalize(hidden[.., ..]).t());
            nn.functional.cross_entropy(pairs * 10, arange(6)).backward();
            Assert.NotNull(hidden.grad);
            nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
            scope.Dispose();
            live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
        Assert.Equal(live[0], live[^1]);
        Assert.Single(live.Distinct());
        model.Dispose();
    }

    [Fact]
    public void A_disposed_tensor_says_that_it_is_empty()
    {
        Tensor gone = ones(1);
        gone.Dispose();
        gone.Dispose();
        Assert.Throws<InvalidOperationException>(() => gone + 1);
    }
}
