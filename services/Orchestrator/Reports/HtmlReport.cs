using System.Text.Encodings.Web;
using System.Text.Unicode;
using ImageSearchBench.Orchestrator.Reports.Page;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageSearchBench.Orchestrator.Reports;

/// <summary>Renders a report as one page of HTML that needs nothing else: styles, drawings and pictures are inside it.</summary>
internal static class HtmlReport
{
    /// <summary>The page's style sheet.</summary>
    public static readonly string Style = ReadStyle();

    /// <summary>Writes the page.</summary>
    public static async Task WriteAsync(ReportModel report, TextWriter writer)
    {
        // The default encoder would write Chinese text as numbers.
        await using var services = new ServiceCollection()
            .AddSingleton(HtmlEncoder.Create(UnicodeRanges.All))
            .BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = new Dictionary<string, object?> { [nameof(ReportPage.Report)] = report };
            var page = await renderer.RenderComponentAsync<ReportPage>(ParameterView.FromDictionary(parameters));
            page.WriteHtmlTo(writer);
        });
    }

    private static string ReadStyle()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("ImageSearchBench.Orchestrator.Reports.Page.report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
