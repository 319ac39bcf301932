using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Standalone.Output;
using Spectre.Console;

namespace ImageSearchBench.Standalone.Verbs.Models;

/// <summary>Shows how a download goes on: a bar on a terminal, a line for each file and now and then elsewhere.</summary>
internal static class DownloadProgress
{
    /// <summary>Follows a download to its end.</summary>
    /// <returns>The model that was added.</returns>
    public static Task<Model> ShowAsync(Terminal terminal, IAsyncStreamReader<PullModelResponse> events, CancellationToken cancellationToken) =>
        terminal.Progress is { } console
            ? ShowBarAsync(console, events, cancellationToken)
            : ShowLinesAsync(new DownloadLines(terminal.Note, TimeProvider.System), events, cancellationToken);

    private static async Task<Model> ShowBarAsync(IAnsiConsole console, IAsyncStreamReader<PullModelResponse> events, CancellationToken cancellationToken)
    {
        Model? model = null;
        await console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn(),
                new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask? bar = null;
                while (model is null && await events.MoveNext(cancellationToken))
                {
                    model = events.Current.Model;
                    if (events.Current.Progress is not { } progress)
                        continue;
                    bar ??= context.AddTask("", maxValue: progress.BytesTotal);
                    bar.Description = Markup.Escape(Terminal.Printable(DownloadLines.IsAll(progress) ? "checking" : progress.File));
                    bar.Value = progress.BytesDone;
                }
            });
        return Require(model);
    }

    private static async Task<Model> ShowLinesAsync(DownloadLines lines, IAsyncStreamReader<PullModelResponse> events, CancellationToken cancellationToken)
    {
        Model? model = null;
        while (model is null && await events.MoveNext(cancellationToken))
        {
            model = events.Current.Model;
            if (events.Current.Progress is { } progress)
                lines.Show(progress);
        }

        return Require(model);
    }

    private static Model Require([NotNull] Model? model) =>
        model ?? throw new BenchException(ErrorKind.Internal, "The server ended the download without a model; look at its log.");
}
