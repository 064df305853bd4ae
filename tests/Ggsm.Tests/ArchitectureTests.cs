using System.Reflection;
using System.Text.RegularExpressions;
using NetArchTest.Rules;

namespace Ggsm.Tests;

/// <summary>The arrows of the house run one way, down to what method bodies use.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Library = typeof(BadInputException).Assembly;

    private static readonly string[] Rooms =
        [.. Library.GetTypes().Select(type => type.Namespace).OfType<string>().Where(name => name.StartsWith("Ggsm.", StringComparison.Ordinal)).Distinct().Order()];

    [Theory]
    [InlineData("Ggsm.Users")]
    [InlineData("Ggsm.Decoder")]
    [InlineData("Ggsm.Contrastive")]
    [InlineData("Ggsm.Evaluation")]
    [InlineData("Ggsm.Masks", "Ggsm.Masks.Algebra")]
    [InlineData("Ggsm.Masks.Algebra", "Ggsm.Masks")]
    public void These_rooms_know_no_other_room(string room, params string[] save) => AssertKnowsNone(room, [.. Rooms.Except([room, .. save])]);

    [Fact]
    public void Of_the_masks_only_the_recipes_made_of_it_know_the_algebra() =>
        Assert.Equal(["GradientFreeRecipes"], In("Ggsm.Masks").And().HaveDependencyOn("Ggsm.Masks.Algebra").GetTypes().Select(Outermost).Distinct());

    [Theory]
    [InlineData("Ggsm.Synthesis", "Ggsm.Training")]
    [InlineData("Ggsm.Synthesis", "Ggsm.Masks")]
    [InlineData("Ggsm.Synthesis", "Ggsm.Decoder")]
    [InlineData("Ggsm.Synthesis.QueryAnswer", "Ggsm.Training")]
    [InlineData("Ggsm.Synthesis.QueryAnswer", "Ggsm.Masks")]
    [InlineData("Ggsm.Synthesis.QueryAnswer", "Ggsm.Decoder")]
    [InlineData("Ggsm.Runs", "Ggsm.Decoder")]
    [InlineData("Ggsm.Runs", "Ggsm.Batches")]
    [InlineData("Ggsm.Runs", "Ggsm.Encoders")]
    [InlineData("Ggsm.Runs", "Ggsm.Training")]
    [InlineData("Ggsm.Batches", "Ggsm.Masks")]
    [InlineData("Ggsm.Batches", "Ggsm.Encoders")]
    [InlineData("Ggsm.Batches", "Ggsm.Training")]
    [InlineData("Ggsm.Encoders", "Ggsm.Contrastive")]
    [InlineData("Ggsm.Encoders", "Ggsm.Training")]
    [InlineData("Ggsm.Checkpoints", "Ggsm.Training")]
    public void This_room_does_not_know_that_one(string room, string other) => AssertKnowsNone(room, other);

    [Theory]
    [InlineData("Ggsm.Encoders", "Ggsm.Runs")]
    [InlineData("Ggsm.Training", "Ggsm.Batches")]
    [InlineData("Ggsm.Checkpoints", "Ggsm.Decoder")]
    [InlineData("Ggsm.Masks", "TorchSharp")]
    public void The_search_does_find_a_use_where_there_is_one(string room, string used) =>
        Assert.False(In(room).ShouldNot().HaveDependencyOn(used).GetResult().IsSuccessful);

    [Fact]
    public void The_library_knows_no_console_notebook_plot_or_harness()
    {
        var references = Library.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.DoesNotContain(references, name =>
            name.StartsWith("Spectre", StringComparison.Ordinal) || name.StartsWith("Plotly", StringComparison.Ordinal) || name.StartsWith("Ggsm", StringComparison.Ordinal)
            || name.StartsWith("System.CommandLine", StringComparison.Ordinal) || name.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal));
    }

    private static PredicateList In(string room) => Types.InAssembly(Library).That().ResideInNamespaceMatching($"^{Regex.Escape(room)}$");

    private static void AssertKnowsNone(string room, params string[] others)
    {
        Assert.NotEmpty(In(room).GetTypes());
        Assert.Empty(In(room).ShouldNot().HaveDependencyOnAny(others).GetResult().FailingTypeNames ?? []);
    }

    private static string Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type.Name;
}
