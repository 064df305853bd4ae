using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKernel.Messaging;

/// <summary>One message of the Jupyter protocol and its wire format.</summary>
internal sealed record JupyterMessage(IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject ParentHeader, JsonObject Metadata, JsonObject Content)
{
    public const string ProtocolVersion = "5.3";

    private const int SignedParts = 4;
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Type => (string?)Header["msg_type"] ?? "";

    /// <summary>A message of this kernel that answers, or belongs to, <paramref name="parent"/>.</summary>
    public static JupyterMessage Create(string type, JsonObject content, JsonObject parent, string session, IReadOnlyList<byte[]> identities, JsonObject? metadata = null) =>
        new(
            identities,
            new JsonObject
            {
                ["msg_id"] = Guid.NewGuid().ToString(),
                ["session"] = session,
                ["username"] = "kernel",
                ["date"] = DateTime.UtcNow.ToString("O"),
                ["msg_type"] = type,
                ["version"] = ProtocolVersion,
            },
            parent,
            metadata ?? [],
            content);

    /// <summary>Reads frames off the wire; null when they are no message or their signature is wrong.</summary>
    public static JupyterMessage? Parse(IReadOnlyList<byte[]> frames, MessageSigner signer)
    {
        var delimiter = frames.Index().FirstOrDefault(frame => frame.Item.AsSpan().SequenceEqual(Delimiter), (Index: -1, Item: [])).Index;
        if (delimiter < 0 || frames.Count < delimiter + 2 + SignedParts)
            return null;
        byte[][] parts = [.. frames.Skip(delimiter + 2).Take(SignedParts)];
        if (!signer.Verify(frames[delimiter + 1], parts))
            return null;
        try
        {
            return new JupyterMessage([.. frames.Take(delimiter)], ReadObject(parts[0]), ReadObject(parts[1]), ReadObject(parts[2]), ReadObject(parts[3]));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public IReadOnlyList<byte[]> ToFrames(MessageSigner signer)
    {
        byte[][] parts = [Write(Header), Write(ParentHeader), Write(Metadata), Write(Content)];
        return [.. Identities, Delimiter, signer.Sign(parts), .. parts];
    }

    private static byte[] Write(JsonObject value) => Encoding.UTF8.GetBytes(value.ToJsonString(Json));

    private static JsonObject ReadObject(byte[] json) => JsonNode.Parse(json) as JsonObject ?? throw new JsonException("Not a JSON object.");
}
