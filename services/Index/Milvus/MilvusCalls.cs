using System.Globalization;
using Google.Protobuf;
using ImageSearchBench.Index.Collections;
using ImageSearchBench.Index.Milvus.Wire;
using KeyValuePair = ImageSearchBench.Index.Milvus.Wire.KeyValuePair;
using MilvusStatus = ImageSearchBench.Index.Milvus.Wire.Status;

namespace ImageSearchBench.Index.Milvus;

/// <summary>The calls on collections and rows that the store is made of. Reads are strongly consistent: they see every write before them.</summary>
internal sealed class MilvusCalls(MilvusConnection connection, MilvusLoader loader)
{
    /// <summary>The server's limit of results per query and of rows per read.</summary>
    public const int MaxRows = 16384;

    private readonly MilvusService.MilvusServiceClient _client = connection.Client;

    /// <summary>The collection behind a name or an alias, or null.</summary>
    public async Task<(CollectionSettings Settings, DateTimeOffset CreateTime)?> DescribeAsync(string encoded, CancellationToken cancellationToken)
    {
        var request = new DescribeCollectionRequest { CollectionName = encoded };
        var reply = await connection.InvokeAsync(
            "DescribeCollection", o => _client.DescribeCollectionAsync(request, o), r => r.Status, cancellationToken, MilvusErrors.IsCollectionNotFound);
        return MilvusErrors.IsSuccess(reply.Status) ? MilvusSchema.Read(reply.Schema) : null;
    }

    /// <summary>Creates, indexes and loads a collection; every step may be there already.</summary>
    public async Task CreateAsync(CollectionSettings settings, DateTimeOffset createTime, CancellationToken cancellationToken)
    {
        var parameters = MilvusParameters.Parse(settings.Parameters);
        var encoded = MilvusNames.Encode(settings.Name);
        var create = new CreateCollectionRequest
        {
            CollectionName = encoded,
            Schema = MilvusSchema.Build(settings, createTime).ToByteString(),
            ShardsNum = parameters.Shards,
            ConsistencyLevel = ConsistencyLevel.Strong,
        };
        await connection.InvokeAsync("CreateCollection", o => _client.CreateCollectionAsync(create, o), Itself, cancellationToken);
        await CompleteAsync(settings, cancellationToken);
    }

    /// <summary>Indexes and loads a collection that may have been left half made.</summary>
    public async Task CompleteAsync(CollectionSettings settings, CancellationToken cancellationToken)
    {
        var parameters = MilvusParameters.Parse(settings.Parameters);
        var encoded = MilvusNames.Encode(settings.Name);
        var index = new CreateIndexRequest { CollectionName = encoded, FieldName = MilvusSchema.Vector, IndexName = "vector_index" };
        index.ExtraParams.Add(Pair("index_type", parameters.Index));
        index.ExtraParams.Add(Pair("metric_type", MilvusSchema.MetricName(settings.Metric)));
        index.ExtraParams.Add(Pair("params", parameters.BuildJson));
        await connection.InvokeAsync("CreateIndex", o => _client.CreateIndexAsync(index, o), Itself, cancellationToken);
        await loader.LoadAsync(encoded, cancellationToken);
    }

    public async Task DropAsync(string encoded, CancellationToken cancellationToken)
    {
        var request = new DropCollectionRequest { CollectionName = encoded };
        await connection.InvokeAsync(
            "DropCollection", o => _client.DropCollectionAsync(request, o), Itself, cancellationToken, MilvusErrors.IsCollectionNotFound);
    }

    public async Task<IReadOnlyList<string>> ShowAsync(CancellationToken cancellationToken)
    {
        var reply = await connection.InvokeAsync(
            "ShowCollections", o => _client.ShowCollectionsAsync(new ShowCollectionsRequest(), o), r => r.Status, cancellationToken);
        return reply.CollectionNames;
    }

    public async Task<long> CountAsync(string encoded, CancellationToken cancellationToken)
    {
        var columns = await QueryAsync(encoded, "", ["count(*)"], limit: null, cancellationToken);
        return columns.Count > 0 && columns[0].Scalars?.LongData?.Data is [var count, ..] ? count : throw MilvusRows.Broken("no count");
    }

    public async Task UpsertAsync(string encoded, VectorBatch batch, CancellationToken cancellationToken)
    {
        var request = new UpsertRequest { CollectionName = encoded, NumRows = (uint)batch.Count };
        request.FieldsData.AddRange(MilvusRows.ToColumns(batch));
        await loader.WhileLoadedAsync(
            encoded, () => connection.InvokeAsync("Upsert", o => _client.UpsertAsync(request, o), r => r.Status, cancellationToken), cancellationToken);
    }

    public async Task DeleteAsync(string encoded, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var request = new DeleteRequest { CollectionName = encoded, Expr = MilvusExpressions.WithIds(ids), ConsistencyLevel = ConsistencyLevel.Strong };
        await loader.WhileLoadedAsync(
            encoded, () => connection.InvokeAsync("Delete", o => _client.DeleteAsync(request, o), r => r.Status, cancellationToken), cancellationToken);
    }

    /// <summary>Columns of the rows that an expression selects.</summary>
    public async Task<IReadOnlyList<FieldData>> QueryAsync(
        string encoded, string expression, IEnumerable<string> fields, int? limit, CancellationToken cancellationToken)
    {
        var request = new QueryRequest { CollectionName = encoded, Expr = expression, ConsistencyLevel = ConsistencyLevel.Strong };
        request.OutputFields.AddRange(fields);
        if (limit is { } rows)
        {
            request.QueryParams.Add(Pair("limit", rows.ToString(CultureInfo.InvariantCulture)));

            // The first rows in the order of the key, as pages need them.
            request.QueryParams.Add(Pair("reduce_stop_for_best", "True"));
        }

        var reply = await loader.WhileLoadedAsync(
            encoded, () => connection.InvokeAsync("Query", o => _client.QueryAsync(request, o), r => r.Status, cancellationToken), cancellationToken);
        return reply.FieldsData;
    }

    /// <summary>The nearest rows of some queries, as the server ranks them.</summary>
    public async Task<SearchResultData> SearchAsync(
        CollectionSettings settings, IEnumerable<ReadOnlyMemory<byte>> queries, int count, int topK, string filter, bool withVectors,
        CancellationToken cancellationToken)
    {
        var placeholder = new PlaceholderValue { Tag = "$0", Type = PlaceholderType.PlaceholderFloatVector };
        placeholder.Values.AddRange(queries.Select(UnsafeByteOperations.UnsafeWrap));
        var request = new SearchRequest
        {
            CollectionName = MilvusNames.Encode(settings.Name),
            Dsl = filter,
            DslType = DslType.BoolExprV1,
            PlaceholderGroup = new PlaceholderGroup { Placeholders = { placeholder } }.ToByteString(),
            Nq = count,
            ConsistencyLevel = ConsistencyLevel.Strong,
        };
        if (withVectors)
            request.OutputFields.Add(MilvusSchema.Vector);
        request.SearchParams.Add(Pair("anns_field", MilvusSchema.Vector));
        request.SearchParams.Add(Pair("topk", topK.ToString(CultureInfo.InvariantCulture)));

        // Without it some versions turn the sign of inner products round.
        request.SearchParams.Add(Pair("metric_type", MilvusSchema.MetricName(settings.Metric)));
        request.SearchParams.Add(Pair("params", MilvusParameters.Parse(settings.Parameters).SearchJson(topK)));
        request.SearchParams.Add(Pair("round_decimal", "-1"));
        request.SearchParams.Add(Pair("ignore_growing", "False"));
        var reply = await loader.WhileLoadedAsync(
            request.CollectionName,
            () => connection.InvokeAsync("Search", o => _client.SearchAsync(request, o), r => r.Status, cancellationToken),
            cancellationToken);
        return reply.Results ?? new SearchResultData();
    }

    /// <summary>Points an alias at a collection, in one step where it pointed at another.</summary>
    public async Task SetAliasAsync(string alias, string encoded, bool isThere, CancellationToken cancellationToken)
    {
        if (isThere)
        {
            var alter = new AlterAliasRequest { Alias = alias, CollectionName = encoded };
            await connection.InvokeAsync("AlterAlias", o => _client.AlterAliasAsync(alter, o), Itself, cancellationToken);
            return;
        }

        var create = new CreateAliasRequest { Alias = alias, CollectionName = encoded };
        await connection.InvokeAsync("CreateAlias", o => _client.CreateAliasAsync(create, o), Itself, cancellationToken);
    }

    public async Task DropAliasAsync(string alias, CancellationToken cancellationToken)
    {
        var request = new DropAliasRequest { Alias = alias };
        await connection.InvokeAsync("DropAlias", o => _client.DropAliasAsync(request, o), Itself, cancellationToken);
    }

    private static MilvusStatus Itself(MilvusStatus status) => status;

    private static KeyValuePair Pair(string key, string value) => new() { Key = key, Value = value };
}
