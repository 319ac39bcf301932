using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Encoder.Tests.Api;

/// <summary>An Encoder of its own for one test, in a folder of its own.</summary>
internal sealed class TinyService : IAsyncDisposable
{
    private readonly ServiceUnderTest _service;

    private TinyService(ServiceUnderTest service, TemporaryFolder folder)
    {
        _service = service;
        Folder = folder;
        Client = new EncoderService.EncoderServiceClient(service.Channel);
    }

    public TemporaryFolder Folder { get; }

    public EncoderService.EncoderServiceClient Client { get; }

    public IServiceProvider Services => _service.Services;

    public ServiceUnderTest Service => _service;

    public static Task<TinyService> StartAsync(params (string Key, string Value)[] settings) => StartAsync(new TemporaryFolder(), settings);

    public static async Task<TinyService> StartAsync(TemporaryFolder folder, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Encoder:ModelsPath"] = folder["models"],
            ["Encoder:CachePath"] = folder["cache"],
        };
        foreach (var (key, value) in settings)
            all[key] = value;
        return new TinyService(await ServiceUnderTest.StartAsync(b => b.AddEncoder(), a => a.MapEncoder(), all), folder);
    }

    public async Task<Model> AddAsync(string directory, string name = "") =>
        (await Client.AddModelAsync(new AddModelRequest { Directory = directory, Name = name })).Model;

    /// <summary>Stops the service and keeps its folder.</summary>
    public ValueTask StopAsync() => _service.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Folder.Dispose();
    }
}
