using Ggsm.Batches;
using Ggsm.Encoders;
using Ggsm.Runs;
using TorchSharp.Modules;

namespace Ggsm.Training;

/// <summary>What a run can learn; <see cref="ITrainingObjective"/> has the code behind each name.</summary>
public enum TrainingObjective
{
    /// <summary>Users told from one another by their answers: InfoNCE over two towers, under a mask recipe.</summary>
    Contrastive,

    /// <summary>A decoder from random weights that predicts the next token under the causal mask, and at the end of a sequence all tokens before.</summary>
    NextToken,
}

/// <summary>
/// What a run learns: it turns a batch into a loss with its gradient, says what trains, and measures it on held-out people. The loop
/// around it, with its folder, checkpoints, log and optimiser, is the <see cref="Trainer"/>'s and the same for all.
/// </summary>
internal interface ITrainingObjective : IDisposable
{
    /// <summary>Everything that trains, by name.</summary>
    IEnumerable<(string Name, Parameter Parameter)> NamedParameters();

    /// <summary>The items of the training part that a micro-batch holds, which <see cref="Backward"/> is given next.</summary>
    /// <param name="position">Its place, counted from 0 over all epochs.</param>
    int[] Items(long position);

    /// <summary>The loss of a model that has learnt nothing.</summary>
    double LossOfGuessing { get; }

    /// <summary>Positions of the longest row that was trained on.</summary>
    long LongestInput { get; }

    /// <summary>Positions the decoder was made for.</summary>
    int MaxPositions { get; }

    /// <summary>What embeds held-out people for a probe; null for an objective without embeddings.</summary>
    EncoderModel? Encoder { get; }

    /// <summary>One micro-batch, forward and backward: adds its part of the update's gradient to the parameters. Its tensors live in the caller's dispose scope.</summary>
    /// <param name="items">Its items, from <see cref="Items"/>.</param>
    /// <param name="step">Updates made before this one.</param>
    /// <param name="micro">Micro-batches of the update made before this one.</param>
    /// <returns>The loss, not divided by the number of micro-batches, and the tokens it read, padding not counted.</returns>
    (double Loss, long Tokens) Backward(int[] items, long step, int micro);

    /// <summary>Ends an update after the optimiser has moved the parameters.</summary>
    /// <param name="record">What the loop says of it.</param>
    /// <param name="keep">Takes the masks of the update, where these are to be written.</param>
    /// <returns>The record with what the objective has to add.</returns>
    StepRecord Complete(StepRecord record, Action<MaskSnapshot> keep);

    /// <summary>Adds what the objective can say of the update made last, as long as it is not completed.</summary>
    UpdateEvidence Examine(UpdateEvidence evidence);

    /// <summary>Held-out people along the run. Draws nothing and changes nothing that training reads.</summary>
    /// <exception cref="NotFiniteNumberException">What is measured is not finite.</exception>
    EvaluationRecord Evaluate(long step);

    /// <summary>Adds the held-out people at the end of the run.</summary>
    /// <exception cref="NotFiniteNumberException">What is measured is not finite.</exception>
    TrainingResult Measure(TrainingResult result);

    /// <summary>Fills a checkpoint's folder with everything but the optimiser and the loop's own state.</summary>
    void Save(string directory);

    /// <summary>Fills the folder of the finished model.</summary>
    void SaveFinished(string directory);
}
