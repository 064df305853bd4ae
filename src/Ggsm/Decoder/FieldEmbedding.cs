using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// The fields of an event as one vector. A text is the sum of its tokens' embeddings, each scaled by its place so that their order
/// counts; a number is a mixture by <see cref="NumberFeatures"/>. The field's name, a text too, scales and shifts the value, so that
/// the same word means another thing in another field. The fields of an event are summed.
/// </summary>
/// <remarks>
/// Tokens take the decoder's own embeddings: no value and no name is unknown, and a word means the same in an event as in an answer.
/// </remarks>
public sealed class FieldEmbedding : nn.Module
{
    private const double PlaceSpread = 0.5;
    private const double FreshNames = 0.02;

    private readonly Parameter place;
    private readonly Linear number;
    [ComponentName(Name = "scale_and_shift")]
    private readonly Linear nameToScaleAndShift;

    [ComponentName(Name = "value_norm")]
    private readonly RmsNorm valueNorm;

    [ComponentName(Name = "name_norm")]
    private readonly RmsNorm nameNorm;

    /// <param name="size">Size of an embedding.</param>
    /// <param name="epsilon">Epsilon under the root of the norms.</param>
    public FieldEmbedding(long size, double epsilon)
        : base(nameof(FieldEmbedding))
    {
        place = nn.Parameter(empty([EventEncoderConfig.MostValueTokens, size], dtype: ScalarType.Float32));
        place.DetachFromDisposeScope();
        nn.init.normal_(place, 1, PlaceSpread);
        number = nn.Linear(NumberFeatures.Size, size, hasBias: false);
        nameToScaleAndShift = FreshLinear.Small(size, 2 * size, FreshNames);
        valueNorm = new RmsNorm(size, epsilon);
        nameNorm = new RmsNorm(size, epsilon);
        RegisterComponents();
    }

    /// <summary>Embeds events.</summary>
    /// <param name="group">n events.</param>
    /// <param name="embed">The token embedding.</param>
    /// <returns><c>[n, size]</c>.</returns>
    internal Tensor Forward(EventGroup group, Func<Tensor, Tensor> embed)
    {
        var places = place.narrow(0, 0, group.Tokens.shape[1]);
        var words = (embed(group.Tokens) * places * group.TokenWeights.unsqueeze(-1)).sum([1L]);
        var values = valueNorm.call(words + number.call(group.Numbers));
        var names = nameNorm.call((embed(group.NameTokens) * group.NameTokenWeights.unsqueeze(-1)).sum([1L]));
        var ofName = nameToScaleAndShift.call(names).index_select(0, group.Names);
        var size = values.shape[1];
        var fields = (values * (ofName.narrow(-1, 0, size) + 1)) + ofName.narrow(-1, size, size);
        var orNone = cat([fields, fields.new_zeros(1, size)], 0);
        return orNone.index_select(0, group.Fields.view(-1)).view(group.Fields.shape[0], -1, size).sum([1L]) * group.FieldScale;
    }
}
