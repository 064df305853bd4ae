namespace Ggsm.Evaluation;

/// <summary>What a linear probe reads out of frozen embeddings for one task.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="TrainUsers">Users the probe was fitted on.</param>
/// <param name="TestUsers">Users it was tested on.</param>
/// <param name="PositiveRate">The share of positives among the test users.</param>
/// <param name="L2">The penalty chosen on the training users.</param>
/// <param name="Auc">Area under the ROC on the test users, with its interval.</param>
/// <param name="Ks">The KS statistic on the test users.</param>
/// <param name="TestScores">The probe's score of each test user, for figures.</param>
/// <param name="TestLabels">The label of each test user.</param>
public sealed record ProbeResult(
    string Task,
    int TrainUsers,
    int TestUsers,
    double PositiveRate,
    double L2,
    BootstrapInterval Auc,
    double Ks,
    IReadOnlyList<double> TestScores,
    IReadOnlyList<int> TestLabels);
