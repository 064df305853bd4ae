using System.Security.Cryptography;
using System.Text;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>
/// Replies on disk, one file each, named by the hash of the request. The request holds model, messages and sampling but
/// neither address nor key, so a cache outlives a change of both, and holds no secret. A file appears whole or not at all.
/// </summary>
internal sealed class ReplyCache
{
    private readonly string? folder;

    /// <exception cref="BadInputException">The folder cannot be made.</exception>
    public ReplyCache(string? folder)
    {
        this.folder = folder;
        if (folder is null)
            return;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the folder for replies cannot be made ({e.Message})", folder, remedy: "Name a folder you may write to.", inner: e);
        }
    }

    public static string KeyOf(string request) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)));

    public string? Find(string key)
    {
        try
        {
            return folder is null ? null : File.ReadAllText(PathOf(key));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Store(string key, string reply)
    {
        if (folder is null)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
        AtomicFile.WriteText(PathOf(key), reply);
    }

    private string PathOf(string key) => Path.Combine(folder!, key[..2], key + ".reply");
}
