using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

/// <summary>Decoder and recipe of a model folder or a checkpoint.</summary>
internal static class SavedEncoder
{
    public static (DecoderModel Decoder, MaskRecipe Recipe) Load(string directory, MaskSchedule schedule)
    {
        var settings = EncoderSettings.LoadOrDefault(directory);
        var decoder = PretrainedDecoder.Load(directory);
        var recipe = MaskRecipes.Create(settings.Recipe, new MaskSettings(schedule)
        {
            HiddenSize = decoder.Config.HiddenSize,
            Options = settings.RecipeOptions,
        });
        var path = Path.Combine(directory, "recipe.safetensors");
        var state = File.Exists(path) ? SafetensorsReader.ReadAll(path) : [];
        using var noGradient = no_grad();
        foreach (var (name, parameter) in recipe.Learnable?.named_parameters() ?? [])
            parameter.copy_(state[$"learnable.{name}"]);
        recipe.LoadState(state.Where(s => !s.Key.StartsWith("learnable.", StringComparison.Ordinal)).ToDictionary());
        return (decoder, recipe);
    }
}
