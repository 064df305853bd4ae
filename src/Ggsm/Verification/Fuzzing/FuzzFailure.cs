namespace Ggsm.Verification.Fuzzing;

/// <summary>An input that a reader did not withstand.</summary>
/// <param name="Target">The kind of file.</param>
/// <param name="Number">Which input of that kind, from 0; with the seed it makes the input again.</param>
/// <param name="Problem">What happened.</param>
/// <param name="Input">The input, in Base64, cut to its first 4,096 bytes.</param>
public sealed record FuzzFailure(string Target, long Number, string Problem, string Input);
