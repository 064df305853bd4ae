using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ggsm.Tests.Synthesis.QueryAnswer;

/// <summary>An OpenAI-compatible server on a free port of this machine, which behaves as a test tells it to.</summary>
internal sealed class FakeEndpoint : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<FakeRequest, FakeReply> behave;
    private readonly Lock gate = new();
    private int underWay;

    /// <param name="behave">What to reply; requests come one at a time. Null for a model that does everything right.</param>
    public FakeEndpoint(Func<FakeRequest, FakeReply>? behave = null)
    {
        this.behave = behave ?? (request => FakeReply.Right(request));
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Every request, in the order it came.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    /// <summary>Bodies of the requests that got their whole reply.</summary>
    public ConcurrentQueue<string> Answered { get; } = new();

    /// <summary>The most requests that were under way at one time.</summary>
    public int MostUnderWay { get; private set; }

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var (path, headers, body) = await ReadAsync(stream);
                FakeRequest request;
                FakeReply reply;
                lock (gate)
                {
                    MostUnderWay = Math.Max(MostUnderWay, ++underWay);
                    request = new FakeRequest(Requests.Count, path, headers, body);
                    Requests.Enqueue(request);
                    reply = behave(request);
                }

                if (reply.Hangs)
                    await Task.Delay(Timeout.Infinite, stop.Token);
                await Task.Delay(reply.Delay, stop.Token);
                lock (gate)
                    underWay--;
                var content = Encoding.UTF8.GetBytes(reply.Body);
                var head = string.Create(CultureInfo.InvariantCulture,
                    $"HTTP/1.1 {reply.Status} Said\r\nContent-Type: application/json\r\nContent-Length: {content.Length}\r\nConnection: close\r\n{reply.Header}\r\n");
                if (!reply.IsCutOff)
                    Answered.Enqueue(body);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head), stop.Token);
                await stream.WriteAsync(content.AsMemory(0, reply.IsCutOff ? content.Length / 2 : content.Length), stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private static async Task<(string Path, string Headers, string Body)> ReadAsync(NetworkStream stream)
    {
        var received = new List<byte>();
        var buffer = new byte[8192];
        int end;
        while ((end = IndexOfBlankLine(received)) < 0)
            received.AddRange(buffer.AsSpan(0, await ReadSomeAsync(stream, buffer)));
        var headers = Encoding.ASCII.GetString([.. received.Take(end)]);
        var length = int.Parse(Regex.Match(headers, @"(?i)content-length: (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        while (received.Count < end + 4 + length)
            received.AddRange(buffer.AsSpan(0, await ReadSomeAsync(stream, buffer)));
        return (headers.Split(' ')[1], headers, Encoding.UTF8.GetString([.. received.Skip(end + 4)]));
    }

    private static async Task<int> ReadSomeAsync(NetworkStream stream, byte[] buffer) =>
        await stream.ReadAsync(buffer) is var read and > 0 ? read : throw new IOException("the client has gone");

    private static int IndexOfBlankLine(List<byte> received)
    {
        for (var i = 3; i < received.Count; i++)
        {
            if (received[i - 3] == '\r' && received[i - 2] == '\n' && received[i - 1] == '\r' && received[i] == '\n')
                return i - 3;
        }

        return -1;
    }
}

/// <summary>A request as the fake endpoint received it.</summary>
internal sealed record FakeRequest(int Number, string Path, string Headers, string Body)
{
    private JsonElement Root { get; } = JsonDocument.Parse(Body).RootElement;

    /// <summary>Which reply is asked for: <c>scenarios</c>, <c>pair</c>, <c>rules</c> or <c>review</c>; null for embeddings.</summary>
    public string? Asked => Root.TryGetProperty("response_format", out var format) ? format.GetProperty("json_schema").GetProperty("name").GetString() : null;

    public IReadOnlyList<string> Messages => [.. Root.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("content").GetString()!)];

    public IReadOnlyList<string> Inputs => [.. Root.GetProperty("input").EnumerateArray().Select(i => i.GetString()!)];
}

/// <summary>What the fake endpoint does with a request.</summary>
internal sealed record FakeReply(int Status, string Body)
{
    public string Header { get; init; } = "";

    /// <summary>Half the body comes, then the connection ends.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Nothing ever comes.</summary>
    public bool Hangs { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>A chat completion with this content, for which 10 tokens are charged.</summary>
    public static FakeReply Saying(string content) => new(200, new JsonObject
    {
        ["id"] = "fake",
        ["object"] = "chat.completion",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["finish_reason"] = "stop",
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content },
        }),
        ["usage"] = new JsonObject { ["total_tokens"] = 10 },
    }.ToJsonString());

    /// <summary>What a flawless model says: always the same to the same request.</summary>
    public static FakeReply Right(FakeRequest request) => request.Asked switch
    {
        null => Embeddings(request.Inputs),
        "scenarios" => Saying(new JsonObject
        {
            ["scenarios"] = new JsonArray([.. Regex.Matches(request.Messages[0], @"(?m)^([a-z-]+): ").Select(m => (JsonNode)m.Groups[1].Value).Take(10)]),
        }.ToJsonString()),
        "pair" => Saying(new JsonObject
        {
            ["question"] = $"What does record {SeededRandom.Hash(1, request.Body)} hold?",
            ["answer"] = $"It holds item {SeededRandom.Hash(2, request.Body) % 100}.",
        }.ToJsonString()),
        "rules" => Saying("""{"rules": ["Ask how things change over time.", "Ask for the exception."]}"""),
        "review" => Saying("""{"verdict": "keep", "answer": "as it is", "reason": "", "claims": []}"""),
        var other => throw new ArgumentException($"no reply is known for {other}"),
    };

    private static FakeReply Embeddings(IReadOnlyList<string> inputs) => new(200, new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. inputs.Select((text, i) => new JsonObject
        {
            ["index"] = i,
            ["embedding"] = new JsonArray([.. Enumerable.Range(0, 8).Select(k => (JsonNode)((SeededRandom.Hash((ulong)k, text) % 1000) / 1000.0))]),
        })]),
        ["usage"] = new JsonObject { ["total_tokens"] = 5 },
    }.ToJsonString());
}
