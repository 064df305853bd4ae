using System.CommandLine;
using System.Text.Json.Nodes;
using Ggsm.Masks;
using Spectre.Console;

namespace Ggsm.Cli.Commands;

/// <summary><c>masks list</c>: every recipe, what it does, its options and what it promises.</summary>
internal static class MasksListCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = JsonReport.CreateOption();
        var command = new Command("list", "List the mask recipes: what each does, its options with their defaults, and what it promises beyond the laws of every recipe.")
        {
            json,
        };
        command.SetAction((parsed, _) => Task.FromResult(Run(terminal, JsonReport.Open(parsed.GetValue(json)))));
        return command;
    }

    private static int Run(Terminal terminal, JsonReport report)
    {
        var recipes = MaskRecipes.All.Select(info => (Info: info, Options: DefaultOptions(info))).ToList();
        report.Write(new JsonObject { ["recipes"] = new JsonArray([.. recipes.Select(r => ToJson(r.Info, r.Options))]) });

        var table = new Table().Border(TableBorder.Simple).AddColumns("recipe", "what it does", "options", "promises");
        foreach (var (info, options) in recipes)
        {
            table.AddRow(
                Markup.Escape(info.Name),
                Markup.Escape(info.Summary),
                Markup.Escape(string.Join(", ", options.Select(o => $"{o.Key}={o.Value}"))),
                Markup.Escape(string.Join(", ", Promises(info).Select(p => p.Replace('-', ' ')))));
        }

        terminal.Console.Write(table);
        terminal.WriteLine("Every recipe keeps three laws: positions j <= i are open, 0 <= w <= 1, and planning changes nothing.");
        terminal.WriteLine("Options are set with --recipe-option NAME=VALUE. The defaults of ggsm follow the paper's equations 4 and 5, those of ggsm-released");
        terminal.WriteLine("the released code. The paper gives no T_warm (--mask-warmup; the released code takes 10% of the steps), no ema-decay, and no sizes");
        terminal.WriteLine("for hybrid-mlp, hybrid-query and span-scheduler: those are this workbook's. Where no source is set and the anchor is pooled, train");
        terminal.WriteLine("and masks show take source=input, for with source=last every weight but the anchor's is one half.");
        terminal.WriteLine("Draw one with: ./workbook masks show NAME --step 40 --length 12");
        return ExitCodes.Done;
    }

    private static Dictionary<string, string> DefaultOptions(MaskRecipeInfo info)
    {
        var recipe = info.Create(new MaskSettings(new MaskSchedule(1, 2)) { HiddenSize = 1 });
        recipe.Learnable?.Dispose();
        return new(recipe.Options);
    }

    private static IEnumerable<string> Promises(MaskRecipeInfo info) => Enum.GetValues<MaskPromises>()
        .Where(promise => promise != MaskPromises.None && info.Promises.HasFlag(promise))
        .Select(OptionReader.Write);

    private static JsonNode ToJson(MaskRecipeInfo info, Dictionary<string, string> options) => new JsonObject
    {
        ["name"] = info.Name,
        ["summary"] = info.Summary,
        ["options"] = new JsonObject(options.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))),
        ["promises"] = new JsonArray([.. Promises(info).Select(p => (JsonNode)p.Replace('-', '_'))]),
    };
}
