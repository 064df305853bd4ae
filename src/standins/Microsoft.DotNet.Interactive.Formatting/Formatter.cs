using System.Globalization;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Chooses how a value is written: registered formatters first, the most specific type first, the latest first.</summary>
public static class Formatter
{
    private static readonly ITypeFormatter[] Defaults =
    [
        new DelegateFormatter(typeof(object), HtmlFormatter.MimeType, HtmlRendering.Write),
        new DelegateFormatter(typeof(object), PlainTextFormatter.MimeType, PlainTextRendering.Write),
        new DelegateFormatter(typeof(object), JsonFormatter.MimeType, JsonRendering.Write),
    ];

    private static readonly Lock Gate = new();
    private static readonly List<ITypeFormatter> Registered = [];
    private static readonly List<(Type Type, string[] MimeTypes)> Preferred = [];
    private static Action<DisplayedValue> displayed;

    static Formatter() => ResetToDefault();

    public static string DefaultMimeType { get; set; }

    /// <summary>How many items of a sequence are written before the rest is only counted.</summary>
    public static int ListExpansionLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>How many levels of an object graph are written.</summary>
    public static int RecursionLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    public static string NullString { get; set; }

    public static void ResetToDefault()
    {
        lock (Gate)
        {
            Registered.Clear();
            Preferred.Clear();
        }
        DefaultMimeType = HtmlFormatter.MimeType;
        ListExpansionLimit = 20;
        RecursionLimit = 6;
        NullString = "<null>";
    }

    public static void Register(ITypeFormatter formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        lock (Gate)
            Registered.Insert(0, formatter);
    }

    public static void Register<T>(FormatDelegate<T> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(typeof(T), mimeType, (value, context) => formatter((T)value, context)));

    public static void Register(Type type, FormatDelegate<object> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(type, mimeType, formatter));

    public static void Register(Type type, Action<object, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(new DelegateFormatter(type, mimeType, (value, context) =>
        {
            formatter(value, context.Writer);
            return true;
        }));

    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(typeof(T), (object value, TextWriter writer) => formatter((T)value, writer), mimeType);

    public static void Register<T>(Func<T, string> formatter, string mimeType = PlainTextFormatter.MimeType) =>
        Register(typeof(T), (object value, TextWriter writer) => writer.Write(formatter((T)value)), mimeType);

    public static IEnumerable<ITypeFormatter> RegisteredFormatters(bool includeDefaults = true)
    {
        lock (Gate)
            return includeDefaults ? [.. Registered, .. Defaults] : [.. Registered];
    }

    public static void SetPreferredMimeTypesFor(Type type, params string[] preferredMimeTypes)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (preferredMimeTypes is null || preferredMimeTypes.All(string.IsNullOrWhiteSpace))
            throw new ArgumentException("Value cannot be null or whitespace.", nameof(preferredMimeTypes));
        lock (Gate)
            Preferred.Insert(0, (type, preferredMimeTypes));
    }

    public static IReadOnlyCollection<string> GetPreferredMimeTypesFor(Type type)
    {
        type ??= typeof(object);
        lock (Gate)
        {
            if (MostSpecific(Preferred, type, preference => preference.Type) is { Type: not null } found)
                return found.MimeTypes;
        }
        return [type == typeof(string) ? PlainTextFormatter.MimeType : DefaultMimeType];
    }

    public static ITypeFormatter GetPreferredFormatterFor(Type actualType, string mimeType)
    {
        ArgumentNullException.ThrowIfNull(mimeType);
        lock (Gate)
        {
            if (MostSpecific(Registered.Where(formatter => formatter.MimeType == mimeType), actualType, formatter => formatter.Type) is { } found)
                return found;
        }
        return Defaults.FirstOrDefault(formatter => formatter.MimeType == mimeType)
            ?? throw new ArgumentException($"No formatter is registered for MIME type {mimeType}.");
    }

    public static string ToDisplayString(this object obj, string mimeType = PlainTextFormatter.MimeType)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        using (var context = new FormatContext(writer))
            obj.FormatTo(context, mimeType);
        return writer.ToString();
    }

    public static void FormatTo<T>(this T obj, FormatContext context, string mimeType) =>
        context.Descend(() => GetPreferredFormatterFor(obj?.GetType() ?? typeof(T), mimeType).Format(obj, context));

    public static IDisposable SubscribeToDisplayedValues(Action<DisplayedValue> onEvent)
    {
        displayed += onEvent;
        return new Subscription(() => displayed -= onEvent);
    }

    public static void WriteToConsole(DisplayedValue displayedValue)
    {
        var shown = displayedValue.FormattedValues.FirstOrDefault(formatted => formatted.MimeType == PlainTextFormatter.MimeType)
            ?? displayedValue.FormattedValues.FirstOrDefault();
        if (shown?.Value is { } text)
            Console.WriteLine(text);
    }

    internal static void RaiseDisplayed(DisplayedValue displayedValue) => (displayed ?? WriteToConsole)(displayedValue);

    private static TItem MostSpecific<TItem>(IEnumerable<TItem> candidates, Type actualType, Func<TItem, Type> typeOf)
    {
        var best = default(TItem);
        Type bestType = null;
        foreach (var candidate in candidates)
        {
            var type = typeOf(candidate);
            if (TypeFacts.Covers(type, actualType) && (bestType is null || (type != bestType && TypeFacts.Covers(bestType, type))))
                (best, bestType) = (candidate, type);
        }
        return best;
    }

    private sealed class Subscription(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
