namespace ImageSearchBench.Orchestrator.Storage;

/// <summary>Takes the data folder and makes the tables before anything else starts; a folder in use stops the start.</summary>
internal sealed class StorageStarter(Database database) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => database.PrepareAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
