using System.Text.Json;
using Grpc.Core;
using ImageSearchBench.Contracts.QueryGeneration.V1;
using ImageSearchBench.QueryGeneration.Tests.Harness;
using ImageSearchBench.Testing;
using ImageSearchBench.Testing.LanguageModels;

namespace ImageSearchBench.QueryGeneration.Tests.Models;

/// <summary>Endpoints of different dialects, over real HTTP.</summary>
public sealed class CapabilityProbeTests
{
    [Fact]
    public async Task A_modern_endpoint_takes_everything()
    {
        await using var deployment = await StartAsync(_ => null);

        var check = await deployment.Client.CheckLanguageModelAsync(new CheckLanguageModelRequest { Model = "scripted" });

        (check.StructuredOutput, check.MaxTokensField, check.ThinkingSwitch, check.Images).Should().Be((StructuredOutput.JsonSchema, "max_completion_tokens", "", true));
        check.LatencyMs.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_strict_old_server_is_spoken_to_in_its_words()
    {
        await using var deployment = await StartAsync(r =>
            r.Has("max_completion_tokens") || r.Has("seed") || r.Has("response_format") || r.Image.Length > 0 ? ScriptedReply.Error(400, "extra_forbidden") : null);

        var check = await deployment.Client.CheckLanguageModelAsync(new CheckLanguageModelRequest { Model = "scripted" });
        (check.StructuredOutput, check.MaxTokensField, check.Images).Should().Be((StructuredOutput.Text, "max_tokens", false));

        var (outcomes, failure) = await deployment.ParaphraseAsync(["a dog"]);
        failure.Should().BeNull();
        outcomes["0"].Paraphrases.Should().Equal("another a dog");
        var sent = deployment.Server.Requests[^1];
        sent.Body.GetProperty("max_tokens").GetInt32().Should().BeGreaterThan(0);
        sent.Has("temperature").Should().BeTrue();
    }

    [Fact]
    public async Task Json_object_is_the_second_choice_and_a_server_that_ignores_the_form_is_not_believed()
    {
        await using var second = await StartAsync(r => Format(r) == "json_schema" ? ScriptedReply.Error(422) : null);
        (await second.Client.CheckLanguageModelAsync(new CheckLanguageModelRequest { Model = "scripted" })).StructuredOutput.Should().Be(StructuredOutput.JsonObject);

        await using var deaf = await StartAsync(r => Format(r).Length > 0 ? ScriptedReply.Text("Sure, here it is.") : null);
        (await deaf.Client.CheckLanguageModelAsync(new CheckLanguageModelRequest { Model = "scripted" })).StructuredOutput.Should().Be(StructuredOutput.Text);
    }

    [Theory]
    [InlineData("enable_thinking")]
    [InlineData("chat_template_kwargs")]
    [InlineData("reasoning_effort")]
    public async Task The_switch_that_stops_thinking_is_found_and_used(string name)
    {
        await using var deployment = await StartAsync(r => r.Has(name) ? null : ScriptedReply.Text("<think>Let me think about it.</think>OK"));

        (await deployment.Client.CheckLanguageModelAsync(new CheckLanguageModelRequest { Model = "scripted" })).ThinkingSwitch.Should().Be(name);

        await deployment.ParaphraseAsync(["a dog"]);
        deployment.Server.Requests[^1].Has(name).Should().BeTrue();
    }

    [Fact]
    public async Task A_reasoning_model_that_takes_no_temperature_is_asked_without()
    {
        await using var deployment = await StartAsync(r => r.Has("temperature") ? ScriptedReply.Error(400, "unsupported_value") : null);

        (await deployment.ParaphraseAsync(["a dog"])).Failure.Should().BeNull();
        deployment.Server.Requests[^1].Has("temperature").Should().BeFalse();
    }

    [Fact]
    public async Task An_endpoint_is_asked_once_even_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ScriptedModelServer.StartAsync(r => Good(r), seesChecks: true);
        var first = await Deployment.StartAsync(server, folder);
        await first.ParaphraseAsync(["a dog", "a cat", "a bird"]);
        var checks = server.Requests.Count(IsCheck);
        checks.Should().BeGreaterThan(1);
        await first.Service.DisposeAsync();

        await using var second = await Deployment.StartAsync(server, folder);
        await second.ParaphraseAsync(["a cow"]);
        server.Requests.Count(IsCheck).Should().Be(checks);

        await second.Client.CheckLanguageModelAsync(new CheckLanguageModelRequest { Model = "scripted", Refresh = true });
        server.Requests.Count(IsCheck).Should().BeGreaterThan(checks);
    }

    [Theory]
    [InlineData(401, StatusCode.FailedPrecondition)]
    [InlineData(400, StatusCode.FailedPrecondition)]
    [InlineData(500, StatusCode.Unavailable)]
    public async Task A_check_that_fails_says_why(int status, StatusCode expected)
    {
        await using var deployment = await StartAsync(_ => ScriptedReply.Error(status), ("MaxAttempts", "2"));

        var failure = await FluentActions.Awaiting(() => deployment.Client.CheckLanguageModelAsync(new CheckLanguageModelRequest { Model = "scripted" }).ResponseAsync)
            .Should().ThrowAsync<RpcException>();
        failure.Which.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task A_key_goes_to_the_endpoint_and_nowhere_else()
    {
        const string Key = "sk-very-secret-1234567890";
        using var folder = new TemporaryFolder();
        var file = folder["key"];
        await File.WriteAllTextAsync(file, Key + "\n");
        await using var server = await ScriptedModelServer.StartAsync(r => r.Data == "bad" ? ScriptedReply.Error(401, message: $"Incorrect API key provided: {Key}") : Good(r));
        await using var deployment = await Deployment.StartAsync(server, folder, ("ApiKeyFile", file));

        await deployment.ParaphraseAsync(["a dog"]);
        server.Requests[^1].Authorization.Should().Be("Bearer " + Key);

        var (_, failure) = await deployment.ParaphraseAsync(["bad"]);
        failure!.ToString().Should().NotContain(Key);
        (await deployment.Client.ListLanguageModelsAsync(new ListLanguageModelsRequest())).ToString().Should().NotContain("secret");
        await deployment.Service.DisposeAsync();
        foreach (var stored in Directory.GetFiles(folder.Path, "replies*"))
            (await File.ReadAllBytesAsync(stored)).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Key)).Should().Be(-1);
    }

    private static async Task<Deployment> StartAsync(Func<ScriptedRequest, ScriptedReply?> fault, params (string Key, string Value)[] settings) =>
        await Deployment.StartAsync(await ScriptedModelServer.StartAsync(r => fault(r) ?? Good(r), seesChecks: true), folder: null, settings);

    private static ScriptedReply Good(ScriptedRequest request) => request.User switch
    {
        var u when u.Contains("JSON object", StringComparison.Ordinal) => ScriptedReply.Text("{\"ok\": true}"),
        var u when u.StartsWith("Answer", StringComparison.Ordinal) => ScriptedReply.Text("OK"),
        _ => Deployment.Paraphrase(request),
    };

    private static bool IsCheck(ScriptedRequest request) => request.User.StartsWith("Answer with", StringComparison.Ordinal);

    private static string Format(ScriptedRequest request) =>
        request.Body.TryGetProperty("response_format", out var format) && format.ValueKind == JsonValueKind.Object ? format.GetProperty("type").GetString()! : "";
}
