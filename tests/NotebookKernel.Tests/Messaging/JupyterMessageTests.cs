using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKernel.Messaging;

namespace NotebookKernel.Tests.Messaging;

public sealed class JupyterMessageTests
{
    private static readonly MessageSigner Signer = new("the key");

    [Fact]
    public void A_message_is_identities_delimiter_signature_and_four_JSON_objects()
    {
        var parent = new JsonObject { ["msg_id"] = "p" };
        var message = JupyterMessage.Create("stream", new JsonObject { ["text"] = "é" }, parent, "s", [[1, 2], [3]]);

        var frames = message.ToFrames(Signer);

        Assert.Equal([1, 2], frames[0]);
        Assert.Equal([3], frames[1]);
        Assert.Equal("<IDS|MSG>", Encoding.ASCII.GetString(frames[2]));
        Assert.Equal(8, frames.Count);
        Assert.Equal("stream", (string?)JsonNode.Parse(frames[4])!["msg_type"]);
        Assert.Equal("5.3", (string?)JsonNode.Parse(frames[4])!["version"]);
        Assert.Equal("p", (string?)JsonNode.Parse(frames[5])!["msg_id"]);
        Assert.Equal("é", (string?)JsonNode.Parse(frames[7])!["text"]);
    }

    [Fact]
    public void The_signature_is_the_hexadecimal_HMAC_SHA256_of_the_four_objects()
    {
        var frames = Message().ToFrames(Signer);

        byte[] signed = [.. frames[^4], .. frames[^3], .. frames[^2], .. frames[^1]];

        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData("the key"u8, signed)), Encoding.ASCII.GetString(frames[^5]));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        var read = JupyterMessage.Parse(Message().ToFrames(Signer), Signer);

        Assert.NotNull(read);
        Assert.Equal("execute_request", read.Type);
        Assert.Equal([7], Assert.Single(read.Identities));
        Assert.Equal("1+1", (string?)read.Content["code"]);
    }

    [Fact]
    public void A_message_signed_with_another_key_is_dropped()
    {
        Assert.Null(JupyterMessage.Parse(Message().ToFrames(new MessageSigner("another key")), Signer));
    }

    [Fact]
    public void A_message_changed_after_it_was_signed_is_dropped()
    {
        var frames = Message().ToFrames(Signer).ToArray();
        frames[^1] = Encoding.UTF8.GetBytes("{\"code\":\"2+2\"}");

        Assert.Null(JupyterMessage.Parse(frames, Signer));
    }

    [Fact]
    public void An_empty_key_takes_unsigned_messages()
    {
        var unsigned = new MessageSigner("");
        var frames = Message().ToFrames(unsigned);

        Assert.Empty(frames[^5]);
        Assert.NotNull(JupyterMessage.Parse(frames, unsigned));
    }

    [Fact]
    public void Frames_without_a_delimiter_or_with_parts_missing_are_no_message()
    {
        var frames = Message().ToFrames(Signer);

        Assert.Null(JupyterMessage.Parse([], Signer));
        Assert.Null(JupyterMessage.Parse([.. frames.Take(5)], Signer));
        Assert.Null(JupyterMessage.Parse([.. frames.Skip(2)], Signer));
    }

    [Fact]
    public void A_signed_message_that_is_not_JSON_is_dropped()
    {
        byte[][] parts = ["{"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray()];

        Assert.Null(JupyterMessage.Parse(["<IDS|MSG>"u8.ToArray(), Signer.Sign(parts), .. parts], Signer));
    }

    private static JupyterMessage Message() =>
        JupyterMessage.Create("execute_request", new JsonObject { ["code"] = "1+1" }, [], "s", [[7]]);
}
