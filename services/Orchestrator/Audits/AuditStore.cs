using System.Globalization;
using System.Text;
using System.Text.Json;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Files;
using ImageSearchBench.Orchestrator.Jobs;
using ImageSearchBench.Orchestrator.Storage;

namespace ImageSearchBench.Orchestrator.Audits;

/// <summary>Finished audits, each in a folder named by its id: what is there is whole.</summary>
internal sealed class AuditStore(DataFolder folder)
{
    private const string Card = "audit.json";
    private const string Judgements = "judgements.jsonl";
    private const string Duplicates = "duplicates.jsonl";
    private const string Qrels = "qrels.tsv";

    public string FolderOf(string id) => Path.Combine(folder.Root, "audits", id);

    /// <exception cref="BenchException">There is no such audit.</exception>
    public async Task<Audit> GetAsync(string id, CancellationToken cancellationToken)
    {
        // An id is a job's: letters and digits, and nothing that leads out of the folder.
        var path = Path.Combine(FolderOf(id), Card);
        if (id.Length == 0 || !id.All(char.IsAsciiLetterOrDigit) || !File.Exists(path))
            throw BenchException.NotFound($"There is no audit '{id}'.", "audit_id");
        await using var file = DurableFile.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<Audit>(file, Json.Document, cancellationToken)
            ?? throw new BenchException(ErrorKind.DataLoss, $"{path} is broken. Audit again.");
    }

    /// <summary>A list of near-duplicates among the files of an audit that is not finished.</summary>
    /// <param name="work">The job's folder.</param>
    public static DuplicateList ListDuplicates(string work)
    {
        Directory.CreateDirectory(DraftOf(work));
        return new DuplicateList(Path.Combine(DraftOf(work), Duplicates));
    }

    /// <summary>Writes an audit's further files and gives them their final name.</summary>
    public async Task PublishAsync(
        Audit audit,
        IReadOnlyList<AuditPair> pairs,
        IReadOnlyDictionary<string, PairJudgement> judgements,
        IReadOnlyDictionary<string, bool> people,
        string work,
        CancellationToken cancellationToken)
    {
        var draft = DraftOf(work);
        var inOrder = pairs.OrderBy(p => p.Place).ToArray();
        await using (var lines = new JsonLinesWriter(Path.Combine(draft, Judgements)))
        {
            foreach (var pair in inOrder)
                await lines.WriteAsync(Line(pair, judgements[pair.Key], people), cancellationToken);
            await lines.FinishAsync(cancellationToken);
        }

        if (people.Count > 0)
        {
            var qrels = inOrder.Where(p => people.ContainsKey(p.Key))
                .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.QueryId}\t0\t{p.ImageId}\t{(people[p.Key] ? 1 : 0)}\n"));
            await WriteAsync(Path.Combine(draft, Qrels), Encoding.UTF8.GetBytes(string.Concat(qrels)), cancellationToken);
        }

        await WriteAsync(Path.Combine(draft, Card), JsonSerializer.SerializeToUtf8Bytes(audit, Json.Document), cancellationToken);
        DurableFile.FlushFolder(draft);
        Directory.CreateDirectory(Path.GetDirectoryName(FolderOf(audit.Id))!);
        await JobLease.RequireAsync(cancellationToken);
        DurableFile.PublishOnce(draft, FolderOf(audit.Id));
    }

    private static string DraftOf(string work) => Path.Combine(work, "audit");

    private static object Line(AuditPair pair, PairJudgement judgement, IReadOnlyDictionary<string, bool> people) => new
    {
        pair.QueryId,
        pair.Text,
        pair.ImageId,
        pair.Rank,
        pair.Known,
        judgement.Grade,
        judgement.Evidence,
        judgement.Fault,
        People = people.TryGetValue(pair.Key, out var relevant) ? relevant : (bool?)null,
    };

    private static async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        await using var file = DurableFile.Create(path);
        await file.WriteAsync(content, cancellationToken);
        await file.FlushToDiskAsync(cancellationToken);
    }
}
