namespace NotebookKernel.Protocol;

/// <summary>The words of the protocol between the front process and the evaluator.</summary>
internal static class Words
{
    // Field names.
    public const string Type = "type";
    public const string Id = "id";
    public const string Code = "code";
    public const string Cell = "cell";
    public const string Cursor = "cursor";
    public const string Name = "name";
    public const string Text = "text";
    public const string Data = "data";
    public const string DisplayId = "display_id";
    public const string Prompt = "prompt";
    public const string Password = "password";
    public const string AllowInput = "allow_input";

    // What the front asks.
    public const string Execute = "execute";
    public const string Complete = "complete";
    public const string Inspect = "inspect";
    public const string IsComplete = "is_complete";
    public const string Interrupt = "interrupt";
    public const string InputReply = "input_reply";

    // What the evaluator tells.
    public const string Stream = "stream";
    public const string Display = "display";
    public const string UpdateDisplay = "update_display";
    public const string Result = "result";
    public const string Input = "input";
    public const string Answer = "answer";
}
