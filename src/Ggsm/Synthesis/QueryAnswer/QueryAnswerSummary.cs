namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>What a synthesis wrote into a data folder.</summary>
/// <param name="Users">Users of the folder.</param>
/// <param name="Calibration">Steps 1 to 3.</param>
/// <param name="Scaled">Step 4.</param>
/// <param name="OtherPairs">Pairs of other sources that stand beside them.</param>
/// <param name="Report">What <c>qa.json</c> says.</param>
public sealed record QueryAnswerSummary(
    int Users, Calibration Calibration, ScalingResult Scaled, int OtherPairs, System.Text.Json.Nodes.JsonObject Report);
