using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using static Microsoft.DotNet.Interactive.Kernel;

namespace StandIns.Tests.Interactive;

[Collection(nameof(FormatterState))]
public sealed class KernelTests
{
    [Fact]
    public async Task What_a_submission_displays_is_an_event_of_the_kernel()
    {
        var kernel = new TestKernel(() => display("hello"));

        await kernel.SendAsync(new SubmitCode("code"), TestContext.Current.CancellationToken);

        var displayed = Assert.Single(kernel.Seen.OfType<DisplayedValueProduced>());
        Assert.Equal("hello", Assert.Single(displayed.FormattedValues).Value);
    }

    [Fact]
    public async Task An_update_is_an_event_with_the_id_of_the_first_display()
    {
        var kernel = new TestKernel(() =>
        {
            DisplayedValue? shown = null;
            using (Formatter.SubscribeToDisplayedValues(displayed => shown = displayed)) display("first");
            shown!.Update("second");
        });

        await kernel.SendAsync(new SubmitCode("code"), TestContext.Current.CancellationToken);

        var first = Assert.Single(kernel.Seen.OfType<DisplayedValueProduced>());
        var second = Assert.Single(kernel.Seen.OfType<DisplayedValueUpdated>());
        Assert.NotNull(first.ValueId);
        Assert.Equal(first.ValueId, second.ValueId);
        Assert.Equal("second", Assert.Single(second.FormattedValues).Value);
    }

    [Fact]
    public async Task The_running_submission_is_the_current_context_also_after_an_await()
    {
        KernelInvocationContext? during = null;
        var kernel = new TestKernel(async () =>
        {
            await Task.Yield();
            during = KernelInvocationContext.Current;
            during.DisplayAs("shown", "text/plain");
        });

        await kernel.SendAsync(new SubmitCode("the code"), TestContext.Current.CancellationToken);

        Assert.Equal("the code", Assert.IsType<SubmitCode>(during!.Command).Code);
        Assert.Single(kernel.Seen.OfType<DisplayedValueProduced>());
        Assert.Null(KernelInvocationContext.Current);
    }

    [Fact]
    public async Task A_submission_that_throws_fails_with_its_exception()
    {
        var thrown = new InvalidOperationException("boom");
        var kernel = new TestKernel(() => throw thrown);

        var result = await kernel.SendAsync(new SubmitCode("code"), TestContext.Current.CancellationToken);

        Assert.Same(thrown, Assert.Single(result.Events.OfType<CommandFailed>()).Exception);
        Assert.Empty(result.Events.OfType<CommandSucceeded>());
    }

    [Fact]
    public async Task A_submission_that_ends_succeeds_once()
    {
        var kernel = new TestKernel(() => { });

        var result = await kernel.SendAsync(new SubmitCode("code"), TestContext.Current.CancellationToken);

        Assert.Single(result.Events.OfType<CommandSucceeded>());
    }

    [Fact]
    public async Task HTML_is_shown_as_it_is()
    {
        var kernel = new TestKernel(() => display(HTML("<b>bold</b>")));

        await kernel.SendAsync(new SubmitCode("code"), TestContext.Current.CancellationToken);

        var formatted = Assert.Single(Assert.Single(kernel.Seen.OfType<DisplayedValueProduced>()).FormattedValues);
        Assert.Equal("text/html", formatted.MimeType);
        Assert.Equal("<b>bold</b>", formatted.Value);
    }

    [Fact]
    public async Task An_extension_registers_its_formatters_when_it_is_loaded()
    {
        Formatter.ResetToDefault();
        var kernel = new TestKernel(() => { });

        await new Extension().OnLoadAsync(kernel);

        Assert.Equal("chart", new Chart().ToDisplayString("text/html"));
        Formatter.ResetToDefault();
    }

    private sealed class Chart;

    private sealed class Extension : IKernelExtension
    {
        public Task OnLoadAsync(Kernel kernel)
        {
            Formatter.Register<Chart>((_, writer) => writer.Write("chart"), "text/html");
            return Task.CompletedTask;
        }
    }

    private sealed class TestKernel : Kernel, IKernelCommandHandler<SubmitCode>, IObserver<KernelEvent>
    {
        private readonly Func<Task> body;

        public TestKernel(Action body)
            : this(() =>
            {
                body();
                return Task.CompletedTask;
            })
        {
        }

        public TestKernel(Func<Task> body)
            : base("test")
        {
            this.body = body;
            KernelEvents.Subscribe(this);
        }

        public List<KernelEvent> Seen { get; } = [];

        public Task HandleAsync(SubmitCode command, KernelInvocationContext context) => body();

        public void OnNext(KernelEvent value) => Seen.Add(value);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
