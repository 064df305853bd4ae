namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>What an endpoint answered, reduced to what is kept.</summary>
/// <param name="Text">The reply.</param>
/// <param name="Tokens">Tokens of request and reply, as the server counts them; 0 when it does not say.</param>
internal sealed record EndpointReply(string Text, long Tokens);
