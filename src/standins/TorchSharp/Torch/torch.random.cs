namespace TorchSharp;

public static partial class torch
{
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    /// <summary>The default generator.</summary>
    public static class random
    {
        public static Generator manual_seed(long seed)
        {
            Tensor.Check(NativeMethods.bridge_manual_seed(seed));
            return Generator.Default;
        }
    }
}
