namespace Ggsm.Verification.Killing;

/// <summary>Damages a checkpoint as a failing disk would.</summary>
internal static class CheckpointDamage
{
    /// <summary>Damages one file of the run's newest checkpoint, where an older one is left to go back to.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Inflict(string run, SeededRandom random)
    {
        var checkpoints = Path.Combine(run, "checkpoints");
        if (!Directory.Exists(checkpoints) || Directory.GetDirectories(checkpoints, "step-*") is not { Length: > 1 } all)
            return false;
        var files = Directory.GetFiles(all.Order(StringComparer.Ordinal).Last()).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            return false;
        var file = files[random.NextInt(files.Count)];
        var bytes = File.ReadAllBytes(file);
        switch (random.NextInt(3))
        {
            case 0:
                File.Delete(file);
                break;
            case 1:
                File.WriteAllBytes(file, bytes[..random.NextInt(Math.Max(1, bytes.Length))]);
                break;
            default:
                bytes[random.NextInt(bytes.Length)] ^= (byte)(1 << random.NextInt(8));
                File.WriteAllBytes(file, bytes);
                break;
        }

        return true;
    }
}
