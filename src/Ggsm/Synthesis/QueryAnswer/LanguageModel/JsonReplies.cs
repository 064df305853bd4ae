namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>How a server is told to reply in JSON; replies are checked in any case.</summary>
public enum JsonReplies
{
    /// <summary>By the schema (vLLM, Ollama, llama.cpp, OpenAI).</summary>
    Schema,

    /// <summary>By asking for any JSON object, for servers that know no schema.</summary>
    Object,

    /// <summary>By the prompt alone.</summary>
    Prompt,
}
