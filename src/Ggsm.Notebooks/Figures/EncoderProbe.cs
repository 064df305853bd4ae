using Ggsm.Evaluation;

namespace Ggsm.Notebooks;

/// <summary>What a probe read out of one encoder's embeddings.</summary>
/// <param name="Encoder">The encoder, as figures name it: <c>ggsm</c>, <c>untrained decoder</c>.</param>
/// <param name="Result">Task and measurements.</param>
public sealed record EncoderProbe(string Encoder, ProbeResult Result);
