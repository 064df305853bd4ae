using System.Net;
using Ggsm.Runs;
using Microsoft.DotNet.Interactive.Formatting;
using TorchSharp;

namespace Ggsm.Notebooks;

/// <summary>What a notebook computes on; the first cell shows it as one line.</summary>
/// <param name="Device">Such as <c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="Libtorch">The version of libtorch.</param>
/// <param name="Threads">Threads of the matrix products.</param>
/// <param name="Preset">How large a run the notebooks make.</param>
public sealed record DeviceReport(string Device, string Libtorch, int Threads, string Preset)
{
    /// <summary>This process.</summary>
    public static DeviceReport OfThisProcess() =>
        new(Devices.Parse("auto").ToString(), ReleaseOf(torch.__version__), torch.get_num_threads(), Workbook.Preset);

    /// <summary>Makes notebooks show it as a paragraph, with its text for readers without HTML.</summary>
    public static void RegisterFormatter()
    {
        Formatter.Register<DeviceReport>(report => report.ToString(), PlainTextFormatter.MimeType);
        Formatter.Register<DeviceReport>(report => $"<p>{WebUtility.HtmlEncode(report.ToString())}</p>", HtmlFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(DeviceReport), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Device: {Device} · libtorch {Libtorch} · {Threads} threads · preset {Preset}";

    /// <summary>TorchSharp gives four parts; a release of libtorch has three.</summary>
    private static string ReleaseOf(string version) => Version.TryParse(version, out var parts) && parts.Build >= 0 ? parts.ToString(3) : version;
}
