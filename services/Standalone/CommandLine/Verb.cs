using System.CommandLine;
using Grpc.Core;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Standalone.Connections;
using ImageSearchBench.Standalone.Jobs;
using ImageSearchBench.Standalone.Output;

namespace ImageSearchBench.Standalone.CommandLine;

/// <summary>How verbs run: every failure ends as one clear line and an exit code.</summary>
internal static class Verb
{
    /// <summary>Sets what a verb does.</summary>
    public static Command Runs(this Command command, Terminal terminal, Func<ParseResult, CancellationToken, Task> run)
    {
        command.SetAction((arguments, cancellationToken) => GuardAsync(terminal, () => run(arguments, cancellationToken), cancellationToken));
        return command;
    }

    /// <summary>Sets what a verb does with the services, and gives it the options that say where they are.</summary>
    public static Command RunsWithServices(
        this Command command, Terminal terminal, Func<ParseResult, ServiceConnection, CancellationToken, Task> run) =>
        command.RunsWithServices(terminal, arguments => arguments, (_, arguments, services, cancellationToken) => run(arguments, services, cancellationToken));

    /// <summary>As above, for a verb whose arguments need a closer look: they are read before anything is started.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="read">Reads what is to be done; throws <see cref="UsageException"/> where that cannot be meant.</param>
    /// <param name="run">Does it.</param>
    /// <param name="settings">Settings of services that are started in this process; null for none.</param>
    public static Command RunsWithServices<T>(
        this Command command,
        Terminal terminal,
        Func<ParseResult, T> read,
        Func<T, ParseResult, ServiceConnection, CancellationToken, Task> run,
        Func<T, IReadOnlyDictionary<string, string>>? settings = null) =>
        command.WithServices().Runs(terminal, async (arguments, cancellationToken) =>
        {
            var work = read(arguments);
            await using var services = await ServiceConnection.OpenAsync(
                arguments.GetRequiredValue(GlobalOptions.Data),
                arguments.GetValue(GlobalOptions.Server) ?? [],
                settings?.Invoke(work) ?? new Dictionary<string, string>(),
                terminal,
                cancellationToken);
            try
            {
                await run(work, arguments, services, cancellationToken);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && services.Remote)
            {
                throw new BenchException(
                    ErrorKind.Unavailable,
                    $"No answer from {services.Name} ({e.Status.Detail}). Is it running? Start one with 'isb serve', or leave --server and ISB_SERVER away.",
                    innerException: e);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented && services.Remote)
            {
                throw new BenchException(
                    ErrorKind.Unimplemented,
                    "The server that was named does not run this service. Where each service has an address of its own, name them: " +
                    "--server orchestrator=URL --server encoder=URL --server querygeneration=URL.",
                    innerException: e);
            }
        });

    private static async Task<int> GuardAsync(Terminal terminal, Func<Task> run, CancellationToken cancellationToken)
    {
        try
        {
            await run();
            return ExitCode.Done;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // What was under way shows its end in many guises; the reason is the user's wish.
            terminal.Fail("Stopped. Finished work is kept; the same command goes on where it stopped.");
            return ExitCode.Failed;
        }
        catch (ReviewNeededException e)
        {
            terminal.Note(e.Message);
            return ExitCode.WaitsForReview;
        }
        catch (UsageException e)
        {
            terminal.Fail(e.Message);
            return ExitCode.BadUsage;
        }
        catch (BenchException e)
        {
            terminal.Fail(e.Message);
            return ExitCode.Failed;
        }
        catch (RpcException e)
        {
            terminal.Fail(StatusMap.FromRpc(e).Message);
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Fail(e.Message);
            return ExitCode.Failed;
        }
    }
}
