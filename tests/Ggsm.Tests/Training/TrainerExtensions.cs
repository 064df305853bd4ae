using Ggsm.Encoders;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

internal static class TrainerExtensions
{
    public static TrainingResult Train(this Trainer trainer, string runFolder, bool resume = false, IProgress<TrainingProgress>? progress = null) =>
        trainer.Run(runFolder, progress, TestContext.Current.CancellationToken, resume);

    public static float[][] Rows(this UserEncoder encoder, params string[] prompts) =>
        Rows(encoder.Embed(prompts, cancellation: TestContext.Current.CancellationToken));

    public static float[][] UserRows(this UserEncoder encoder, IReadOnlyList<UserProfile> users, string? instruction = null) =>
        Rows(encoder.Embed(users, instruction, cancellation: TestContext.Current.CancellationToken));

    public static float[][] AnswerRows(this UserEncoder encoder, params string[] answers) =>
        Rows(encoder.EmbedAnswers(answers, cancellation: TestContext.Current.CancellationToken));

    public static float[][] TokenRows(this UserEncoder encoder, params int[][] sequences) =>
        Rows(encoder.EmbedTokens(Ggsm.Masks.Tower.User, sequences, cancellation: TestContext.Current.CancellationToken));

    private static float[][] Rows(float[,] values) =>
        [.. Enumerable.Range(0, values.GetLength(0)).Select(i => Enumerable.Range(0, values.GetLength(1)).Select(k => values[i, k]).ToArray())];
}
