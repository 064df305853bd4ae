using Ggsm.Synthesis;
using Ggsm.Tests.Users;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis;

public sealed class TrajectoriesTests
{
    [Theory]
    [InlineData(0.1, 10)]
    [InlineData(0.25, 4)]
    [InlineData(0.5, 2)]
    public void One_user_of_so_many_in_a_row_is_held_out_and_two_users_give_both_sides(double share, int oneIn)
    {
        var options = new TrajectoryOptions { HeldOutShare = share };
        var sides = Enumerable.Range(0, 40 * oneIn).Select(i => Trajectories.SideOf(i, options)).ToArray();

        Assert.All(sides.Chunk(oneIn), block => Assert.Single(block, DataSplit.HeldOut));
        Assert.Equal([DataSplit.Train, DataSplit.HeldOut], sides.Take(2));
        Assert.True(sides.Chunk(oneIn).Select(block => Array.IndexOf(block, DataSplit.HeldOut)).Distinct().Count() > 1);
    }

    [Fact]
    public void A_training_user_has_several_answers_and_a_held_out_one_has_one_with_the_instruction_on_all()
    {
        var profile = TestUsers.Profile([TestUsers.Event(Modality.Bill, 1, "past"), .. Enumerable.Range(0, 30).Select(i => TestUsers.Event(Modality.Bill, -i - 0.5, $"thing {i}"))]);
        var options = new TrajectoryOptions { AnswersPerUser = 3, MostActions = 4, Instruction = "what next?" };
        var train = Trajectories.PairsOf(profile, DataSplit.Train, options).ToArray();

        Assert.Equal(3, train.Select(p => p.Answer).Distinct().Count());
        Assert.All(train, p => Assert.Equal(("u-secret", "what next?", DataSplit.Train), (p.UserId, p.Instruction, p.Split)));
        Assert.All(train, p => Assert.Equal(4, p.Answer.Split("bill thing").Length - 1));
        Assert.Equal(DataSplit.HeldOut, Assert.Single(Trajectories.PairsOf(profile, DataSplit.HeldOut, options)).Split);
    }

    [Fact]
    public void An_answer_is_given_once_however_often_it_is_sampled()
    {
        UserProfile WithFuture(int things) => TestUsers.Profile(
            [TestUsers.Event(Modality.Bill, 1, "past"), .. Enumerable.Range(0, things).Select(i => TestUsers.Event(Modality.Bill, -i - 0.5, $"thing {i}"))]);
        var options = new TrajectoryOptions { AnswersPerUser = 50, MostActions = 2 };
        string[] Answers(int things) => [.. Trajectories.PairsOf(WithFuture(things), DataSplit.Train, options).Select(p => p.Answer)];

        Assert.Single(Answers(2));
        Assert.Equal(3, Answers(3).Length);
        Assert.Equal(Answers(3).Distinct(), Answers(3));
    }
}
