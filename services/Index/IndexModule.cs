using ImageSearchBench.Hosting.Configuration;
using ImageSearchBench.Index.Api;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Copying;
using ImageSearchBench.Index.Duplicates;
using ImageSearchBench.Index.Embedded;
using ImageSearchBench.Index.Milvus;
using ImageSearchBench.Index.Search;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageSearchBench.Index;

/// <summary>What the Index service registers and maps; its own process and the all-in-one process use the same.</summary>
public static class IndexModule
{
    /// <summary>Registers the service.</summary>
    public static WebApplicationBuilder AddIndex(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<IndexOptions>(IndexOptions.Section);
        builder.Services.TryAddSingleton<ExactSearch>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IVectorStore, EmbeddedStore>());
        builder.Services.TryAddSingleton<DuplicateFinder>();
        builder.Services.TryAddSingleton<CollectionCatalog>();
        builder.Services.TryAddSingleton<CollectionCopier>();
        builder.Services.TryAddSingleton<IndexMetrics>();
        builder.Services.AddValidatedOptions<MilvusOptions>(MilvusOptions.Section);
        if (!string.IsNullOrEmpty(builder.Configuration[$"{MilvusOptions.Section}:{nameof(MilvusOptions.Address)}"]))
        {
            builder.Services.TryAddSingleton<MilvusConnection>();
            builder.Services.TryAddSingleton<MilvusLoader>();
            builder.Services.TryAddSingleton<MilvusCalls>();
            builder.Services.TryAddSingleton<MilvusSearch>();
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IVectorStore, MilvusStore>());
        }

        return builder;
    }

    /// <summary>Maps its endpoints.</summary>
    public static WebApplication MapIndex(this WebApplication app)
    {
        app.MapGrpcService<IndexGrpcService>();
        return app;
    }
}
