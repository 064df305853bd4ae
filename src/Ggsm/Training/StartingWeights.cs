using System.Security.Cryptography;
using Ggsm.Checkpoints;

namespace Ggsm.Training;

/// <summary>The weights a run was started from, as <c>config.json</c> records them: enough to find them again and to know them.</summary>
/// <param name="Path">The folder they were read from.</param>
/// <param name="Sha256">SHA-256 of <c>model.safetensors</c>, or of the parts of a divided one in the order of their names; lower-case hexadecimal.</param>
public sealed record StartingWeights(string Path, string Sha256)
{
    /// <summary>Reads the checksum of the weights in a Hugging Face folder.</summary>
    /// <exception cref="BadInputException">There are no weights, or they cannot be read.</exception>
    public static StartingWeights Of(string directory)
    {
        var single = System.IO.Path.Combine(directory, PretrainedDecoder.WeightsFile);
        try
        {
            string[] files = File.Exists(single)
                ? [single]
                : [.. Directory.EnumerateFiles(directory, "model-*.safetensors").Order(StringComparer.Ordinal)];
            if (files.Length == 0)
            {
                throw new BadInputException($"there are no weights to start from: {PretrainedDecoder.WeightsFile} is missing.", directory,
                    field: "model.init", remedy: "Name a folder made by `pretrain`, or a Hugging Face folder of the Qwen2 kind.");
            }

            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 20];
            foreach (var file in files)
            {
                using var stream = File.OpenRead(file);
                for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
                    hash.AppendData(buffer, 0, read);
            }

            return new(directory, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the weights to start from cannot be read ({e.Message})", directory, field: "model.init", inner: e);
        }
    }
}
