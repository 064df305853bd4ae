using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>Reads the responses of an embedding endpoint, and keeps vectors as text.</summary>
internal static class EmbeddingReply
{
    /// <summary>The vectors of so many texts, one a line: 32-bit floats, little-endian, in base 64.</summary>
    /// <exception cref="FormatException">The response holds something else.</exception>
    public static EndpointReply Read(JsonElement response, int texts)
    {
        if (response.ValueKind != JsonValueKind.Object || !response.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array
            || data.GetArrayLength() != texts)
        {
            throw new FormatException($"expected {texts} embeddings");
        }

        var vectors = new float[texts][];
        var row = 0;
        foreach (var element in data.EnumerateArray())
        {
            var index = element.TryGetProperty("index", out var given) && given.TryGetInt32(out var number) ? number : row;
            if (index < 0 || index >= texts || !element.TryGetProperty("embedding", out var embedding) || embedding.ValueKind != JsonValueKind.Array)
                throw new FormatException("an embedding is not an array of numbers");
            vectors[index] = [.. embedding.EnumerateArray().Select(v =>
                v.ValueKind == JsonValueKind.Number && v.TryGetSingle(out var value) && float.IsFinite(value)
                    ? value
                    : throw new FormatException("an embedding is not an array of numbers"))];
            row++;
        }

        if (vectors.Any(v => v is null || v.Length == 0 || v.Length != vectors[0].Length))
            throw new FormatException("the embeddings differ in size");
        return new EndpointReply(string.Join('\n', vectors.Select(v => Convert.ToBase64String(MemoryMarshal.AsBytes<float>(v)))), TokensOf(response));
    }

    /// <summary>The vectors again.</summary>
    public static IReadOnlyList<float[]> Unpack(string reply) =>
        [.. reply.Split('\n').Select(line => MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(line)).ToArray())];

    /// <summary>The tokens a response says it cost; 0 when it does not say.</summary>
    public static long TokensOf(JsonElement response) =>
        response.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
            && usage.TryGetProperty("total_tokens", out var total) && total.ValueKind == JsonValueKind.Number && total.TryGetInt64(out var tokens)
            ? tokens
            : 0;
}
