namespace StandIns.Tests.Interactive;

/// <summary>Formatters are registered for the whole process, so tests that touch them run one after the other.</summary>
[CollectionDefinition(nameof(FormatterState), DisableParallelization = true)]
public sealed class FormatterState;
