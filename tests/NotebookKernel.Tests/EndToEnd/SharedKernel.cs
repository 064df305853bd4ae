namespace NotebookKernel.Tests.EndToEnd;

/// <summary>One kernel for the tests that leave it usable.</summary>
[CollectionDefinition(nameof(SharedKernel))]
public sealed class SharedKernel : ICollectionFixture<KernelClient>;
