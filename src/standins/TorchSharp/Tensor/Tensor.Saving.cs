namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public override string ToString() => IsInvalid ? "" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        public void save(string location)
        {
            using var writer = new BinaryWriter(File.Create(location));
            this.Save(writer);
        }

        public static Tensor load(string location)
        {
            using var reader = new BinaryReader(File.OpenRead(location));
            return Load(reader);
        }

        public static Tensor Load(BinaryReader reader)
        {
            var type = (ScalarType)reader.Read7BitEncodedInt();
            long[] shape = new long[reader.Read7BitEncodedInt()];
            for (int k = 0; k < shape.Length; k++)
                shape[k] = reader.Read7BitEncodedInt64();
            Tensor tensor = empty(shape, type, torch.CPU);
            tensor.ReadBytesFromStream(reader.BaseStream, 1 << 20);
            return tensor;
        }

        public static Tensor Load(Stream stream) => Load(new BinaryReader(stream));
    }

    public static void save(Tensor t, string location) => t.save(location);

    public static Tensor load(string location) => Tensor.load(location);
}
