namespace Ggsm.Users;

/// <summary>How a user's history becomes positions of the decoder's input. The template (GG-SM, appendix A.1) is the same for both.</summary>
public enum InputForm
{
    /// <summary>Events are rendered as text and tokenized: for language models pretrained on text.</summary>
    Text,

    /// <summary>One position for each event, encoded from its fields: the architecture of the paper.</summary>
    Events,
}
