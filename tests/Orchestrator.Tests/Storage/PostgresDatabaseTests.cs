using System.ComponentModel.DataAnnotations;
using Dapper;
using ImageSearchBench.Hosting.Errors;
using ImageSearchBench.Orchestrator.Storage;
using ImageSearchBench.Orchestrator.Tests.Fakes;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Orchestrator.Tests.Storage;

public sealed class PostgresDatabaseTests(PostgresServer postgres)
{
    [Fact]
    public async Task Replicas_that_start_together_make_the_tables_once()
    {
        var connection = await postgres.CreateDatabaseAsync();
        using var data = new TemporaryFolder();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var folder = DatabaseUnderTest.Open(data.Path, connection);
            await using var database = new PostgresDatabase(connection, folder);
            await database.PrepareAsync(CancellationToken.None);
        }));

        using var last = DatabaseUnderTest.Open(data.Path, connection);
        await using var prepared = new PostgresDatabase(connection, last);
        await using var open = await prepared.OpenAsync(CancellationToken.None);
        (await open.ExecuteScalarAsync<string>("SELECT value FROM settings WHERE name = 'schema_version'")).Should().Be($"{Schema.Changes.Count}");
        (await open.ExecuteScalarAsync<long>("SELECT now_ms()")).Should().BeCloseTo(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 60_000);
    }

    [Fact]
    public async Task Replicas_over_different_folders_are_told_so()
    {
        var connection = await postgres.CreateDatabaseAsync();
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        await PrepareAsync(one.Path, connection);

        await PrepareAsync(one.Path, connection);
        var other = () => PrepareAsync(two.Path, connection);

        (await other.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain(two.Path).And.Contain("Orchestrator__DataPath");
    }

    [Fact]
    public async Task A_folder_is_one_processs_with_SQLite_or_shared_with_PostgreSQL_never_both()
    {
        var connection = await postgres.CreateDatabaseAsync();
        using var data = new TemporaryFolder();
        using var one = DatabaseUnderTest.Open(data.Path, connection);
        using var two = DatabaseUnderTest.Open(data.Path, connection);

        var alone = () => DatabaseUnderTest.Open(data.Path, "");

        alone.Should().Throw<BenchException>().Which.Message.Should().Contain("in use by process");
    }

    [Fact]
    public async Task Tables_of_a_later_version_are_left_alone()
    {
        var connection = await postgres.CreateDatabaseAsync();
        using var data = new TemporaryFolder();
        await PrepareAsync(data.Path, connection);
        using (var folder = DatabaseUnderTest.Open(data.Path, connection))
        {
            await using var database = new PostgresDatabase(connection, folder);
            await using var open = await database.OpenAsync(CancellationToken.None);
            await open.ExecuteAsync("UPDATE settings SET value = '99' WHERE name = 'schema_version'");
        }

        var prepare = () => PrepareAsync(data.Path, connection);

        (await prepare.Should().ThrowAsync<BenchException>()).Which.Message.Should().Contain("version 99").And.Contain("later");
    }

    [Fact]
    public async Task A_server_that_is_away_is_named_without_the_password()
    {
        using var data = new TemporaryFolder();

        var prepare = () => PrepareAsync(data.Path, "Host=127.0.0.1;Port=1;Database=isb;Username=someone;Password=geheim");

        var fault = (await prepare.Should().ThrowAsync<BenchException>()).Which;
        fault.Kind.Should().Be(ErrorKind.Unavailable);
        fault.Message.Should().Contain("'isb' at 127.0.0.1:1").And.Contain("Orchestrator__Database").And.NotContain("geheim");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("Host=db;Database=isb;Username=isb;Password=x", true)]
    [InlineData("postgres://isb:geheim@db/isb", false)]
    [InlineData("Host=db", false)]
    [InlineData("Host=db;Database=isb;Bogus=geheim", false)]
    [InlineData("Host=db;Database=isb;Port=geheim", false)]
    public void A_connection_string_is_checked_before_anything_starts(string database, bool valid)
    {
        var options = new OrchestratorOptions { Database = database };
        var faults = new List<ValidationResult>();

        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true).Should().Be(valid);

        faults.Should().AllSatisfy(f => f.ErrorMessage.Should().Contain("Orchestrator:Database").And.NotContain("geheim"));
    }

    private static async Task PrepareAsync(string path, string connection)
    {
        using var folder = DatabaseUnderTest.Open(path, connection);
        await using var database = new PostgresDatabase(connection, folder);
        await database.PrepareAsync(CancellationToken.None);
    }
}
