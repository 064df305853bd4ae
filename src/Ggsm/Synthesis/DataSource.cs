using Ggsm.Synthesis.World;
using Ggsm.Users;
using Ggsm.Users.Description;

namespace Ggsm.Synthesis;

/// <summary>Data by the address that a command is given: a data folder, a file, or a world that is made while it is read (<see cref="WorldSource"/>).</summary>
public static class DataSource
{
    /// <summary>Loads pairs.</summary>
    /// <param name="address">A data folder, a file of text pairs, or <c>world:users=N,...</c>.</param>
    /// <param name="options">Lengths and form.</param>
    /// <exception cref="BadInputException">Something is missing or malformed: names file, line and field, or key.</exception>
    public static PairDataset Load(string address, PairDatasetOptions? options = null) =>
        WorldSource.TryParse(address)?.Load(options ?? new PairDatasetOptions()) ?? PairDataset.Load(address, options);

    /// <summary>The form of input that data asks for (<see cref="PairDataset.FormOf"/>); the people of a world are read as events.</summary>
    /// <param name="address">A data folder, a file of text pairs, or <c>world:users=N,...</c>.</param>
    /// <exception cref="BadInputException">The pairs are missing or malformed, or the address is.</exception>
    public static InputForm FormOf(string address) => WorldSource.TryParse(address) is null ? PairDataset.FormOf(address) : InputForm.Events;

    /// <summary>Counts what is in it.</summary>
    /// <param name="address">A data folder, one of its files, or <c>world:users=N,...</c>.</param>
    /// <param name="progress">Told how far the reading is.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="BadInputException">There is nothing to describe, or something is malformed.</exception>
    public static DataDescription Describe(string address, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        WorldSource.TryParse(address)?.Describe(cancellation) ?? DataDescription.Of(address, progress, cancellation);
}
