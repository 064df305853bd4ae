using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Notebooks.Tests;

public sealed class FSharpCoreTests
{
    [Fact]
    public void What_the_genuine_tool_is_told_of_FSharp_Core_is_true_of_the_one_that_was_built_with()
    {
        var file = Path.Combine(Checkout.Paths.Root, "src", "Ggsm.Notebooks", "FSharp.Core.deps.json");
        var library = JsonNode.Parse(File.ReadAllText(file))!["targets"]![".NETCoreApp,Version=v10.0"]!.AsObject().Single();
        var told = library.Value!["runtime"]!["FSharp.Core.dll"]!;
        var built = Path.Combine(Checkout.Paths.Artifacts, "bin", "Ggsm.Notebooks", (string)told["localPath"]!);

        Assert.Equal(AssemblyName.GetAssemblyName(built).Version!.ToString(), (string?)told["assemblyVersion"]);
        Assert.Equal(FileVersionInfo.GetVersionInfo(built).FileVersion, (string?)told["fileVersion"]);
    }
}
