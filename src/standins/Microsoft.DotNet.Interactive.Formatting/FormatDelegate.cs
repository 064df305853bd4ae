namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Writes a value to the context's writer; false when it declines to.</summary>
public delegate bool FormatDelegate<in T>(T value, FormatContext context);
