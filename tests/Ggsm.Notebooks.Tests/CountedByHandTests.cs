using Ggsm.Evaluation;
using Ggsm.Synthesis.World;
using Ggsm.Users;

namespace Ggsm.Notebooks.Tests;

public sealed class CountedByHandTests
{
    private static readonly WorldGenerator World = new(new WorldOptions { Seed = 5, Tasks = ["food", "movie"] });

    [Fact]
    public void They_tell_labels_about_as_well_as_is_possible_without_the_order_and_no_better()
    {
        var people = World.Generate(4000).ToArray();
        var truth = new TruthReport(World.Options);
        foreach (var person in people)
            truth.Add(person.Truth, person.Profile);

        var features = CountedByHand.Of([.. people.Select(p => p.Profile)], World.Themes);

        foreach (var task in truth.Tasks)
        {
            var auc = TaskProbe.Run(task.Task, features, [.. people.Select(p => p.Profile.Labels[task.Task])]).Auc;
            Assert.InRange(auc.Estimate, task.OrderFree!.Promised - 0.06, task.OrderFree.Promised + 0.04);
            Assert.True(auc.High < task.Best!.Promised);
        }
    }

    [Fact]
    public void They_are_the_same_whatever_the_order_of_events()
    {
        var person = World.Make(3).Profile;
        UserProfile reversed = person with { History = [.. person.History.Reverse()] };

        Assert.Equal(CountedByHand.Of([person], World.Themes), CountedByHand.Of([reversed], World.Themes));
    }
}
