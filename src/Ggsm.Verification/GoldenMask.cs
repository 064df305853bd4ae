using System.Globalization;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Verification;

/// <summary>The released mask over its schedule: bias before each step, importance and frozen weights after it.</summary>
internal static class GoldenMask
{
    private const string Undefined = "undefined";

    public static IEnumerable<GoldenCase> Verify(string path, Device device, GoldenTolerance tolerance)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        foreach (var (example, i) in GoldenNode.Read(path).Get("cases").Items().Select((c, i) => (c, i)))
        {
            using var scope = NewDisposeScope();
            double bias = 0, importance = 0, phases = 0;
            var length = example.Get("length").Integer();
            var recipe = (GgsmReleasedRecipe)MaskRecipes.Create("ggsm-released", new MaskSettings(
                new MaskSchedule(example.Get("warmup_steps").Integer(), example.Get("total_steps").Integer()))
            {
                Options = new Dictionary<string, string> { ["ema-decay"] = example.Get("ema_decay").Number().ToString(CultureInfo.InvariantCulture) },
            });
            foreach (var step in example.Get("steps").Items())
            {
                var number = step.Get("step").Integer();
                var lengths = step.Get("lengths").Integers(device);
                var padding = arange(length, device: device).unsqueeze(0) < lengths.unsqueeze(1);
                bias = Math.Max(bias, BiasError(recipe, step, number, padding, device, ref phases));
                if (!step.Has("hidden_grad"))
                    continue;
                recipe.Observe(new HiddenGradient(Tower.User, number, step.Get("hidden_grad").Floats(device), padding));
                importance = Math.Max(importance, ColumnError(recipe.Importance(length), step.Get("importance_after"), device));
                if (recipe.FrozenWeights(length) is { } frozen)
                    importance = Math.Max(importance, ColumnError(frozen, step.Get("frozen_after"), device));
            }

            yield return new GoldenCase($"{name}/{i + 1}/bias", bias, tolerance.Value);
            yield return new GoldenCase($"{name}/{i + 1}/importance", importance, tolerance.Value);
            yield return new GoldenCase($"{name}/{i + 1}/phase", phases, 0);
        }
    }

    private static double BiasError(GgsmReleasedRecipe recipe, GoldenNode step, int number, Tensor padding, Device device, ref double phases)
    {
        var states = zeros([padding.shape[0], padding.shape[1], 1], device: device);
        var anchor = zeros([padding.shape[0]], dtype: ScalarType.Int64, device: device);
        var input = new MaskInput(Tower.User, number, states, padding, anchor);
        var mode = step.Get("mode").Text();
        if (mode == Undefined || step.Has(Undefined) || step.Get("bias").IsNull)
            return Fails(recipe, input) ? 0 : double.PositiveInfinity;
        var plan = recipe.Plan(input);
        if (plan.Phase != Phase(step.Get("mode"), mode))
            phases++;
        return GoldenError.Bias(AttentionBias.FromPlan(plan, input), step.Get("bias").Floats(device));
    }

    private static SchedulePhase Phase(GoldenNode node, string mode) => mode switch
    {
        "warmup" => SchedulePhase.WarmUp,
        "scheduler" => SchedulePhase.Schedule,
        "full_bi" or "scheduler_full" => SchedulePhase.Open,
        _ => throw node.Wrong("one of warmup, scheduler, full_bi and undefined"),
    };

    private static bool Fails(MaskRecipe recipe, MaskInput input)
    {
        try
        {
            recipe.Plan(input);
            return false;
        }
        catch (BadInputException)
        {
            return true;
        }
    }

    /// <summary>A column's number must stand in every row above the diagonal.</summary>
    private static double ColumnError(float[] columns, GoldenNode matrix, Device device)
    {
        var found = FutureWeights.PerKey(tensor(columns, device: device)).triu(1);
        return GoldenError.Absolute(found, matrix.Floats(device).triu(1));
    }
}
