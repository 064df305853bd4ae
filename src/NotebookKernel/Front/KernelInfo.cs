using System.Reflection;
using System.Text.Json.Nodes;
using NotebookKernel.Messaging;

namespace NotebookKernel.Front;

/// <summary>What the kernel tells about itself.</summary>
internal static class KernelInfo
{
    public const string KernelName = ".net-csharp";
    public const string DisplayName = ".NET (C#)";
    public const string Language = "C#";

    public static JsonObject Content()
    {
        var version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);
        return new JsonObject
        {
            ["status"] = "ok",
            ["protocol_version"] = JupyterMessage.ProtocolVersion,
            ["implementation"] = "ggsm-workbook-csharp",
            ["implementation_version"] = version,
            ["banner"] = $"C# on .NET {Environment.Version}",
            ["help_links"] = new JsonArray(),
            ["debugger"] = false,
            ["language_info"] = new JsonObject
            {
                ["name"] = Language,
                ["version"] = "14.0",
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
                ["nbconvert_exporter"] = "script",
            },
        };
    }
}
