using Ggsm.Users;
using Microsoft.Data.Analysis;

namespace Ggsm.Notebooks;

public static partial class Tables
{
    /// <summary>Questions about people, their answers, and how difficult each is: a row each.</summary>
    /// <param name="lines">Lines of a pairs file, of which those with a question are taken.</param>
    public static DataFrame QuestionsAndAnswers(IEnumerable<PairLine> lines)
    {
        var asked = lines.Where(line => line.Instruction is { Length: > 0 }).ToArray();
        return new DataFrame(
            new StringDataFrameColumn("Question", asked.Select(line => line.Instruction)),
            new StringDataFrameColumn("Answer", asked.Select(line => line.Answer)),
            new DoubleDataFrameColumn("Difficulty", asked.Select(line => line.Difficulty))).WithCaption("Questions and answers");
    }
}
