using Google.Protobuf;
using Grpc.Core;
using ImageSearchBench.Contracts.Encoder.V1;
using ImageSearchBench.Testing;

namespace ImageSearchBench.Benchmarks.Encoder;

/// <summary>Seeded damaged images and texts through the service, each beside a sound neighbour whose vector must not change by a bit.</summary>
internal sealed class EncoderHostileBenchmark : IBenchmark
{
    private const int PerRequest = 20;

    public string Name => "encoder-hostile";

    public string Description => "damaged images and texts FOLDER(of a dual model) [images=10000] [texts=10000] [seed=1]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments.Count == 0)
            throw new ArgumentException("Name the folder of a model that can be added.", nameof(arguments));
        await using var bench = await EncoderBench.StartAsync(("Encoder:MaxPixels", "20000000"));
        var model = (await bench.Client.AddModelAsync(new AddModelRequest { Directory = arguments[0] }, cancellationToken: cancellationToken)).Model.Name;
        var random = new Random(EncoderBench.Argument(arguments, 3, 1));
        var images = await ImagesAsync(bench, model, EncoderBench.Argument(arguments, 1, 10000), random, cancellationToken);
        var texts = await TextsAsync(bench, model, EncoderBench.Argument(arguments, 2, 10000), random, cancellationToken);
        Console.WriteLine("| | sent | vectors | refused | neighbours changed | resident MiB |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        Console.WriteLine(images);
        Console.WriteLine(texts);
    }

    private static async Task<string> ImagesAsync(EncoderBench bench, string model, int count, Random random, CancellationToken cancellationToken)
    {
        var shared = Repository.SharedData("encoder_vectors", "images") ?? throw new InvalidOperationException("../shared/data/encoder_vectors is not on this machine.");
        // Without the twelve-megapixel photos: they would only make it slow.
        byte[][] seeds = [.. Directory.GetFiles(shared).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(f => f.Length is > 0 and < 1_000_000)];
        var good = ByteString.CopyFrom(File.ReadAllBytes(EncoderBench.Photos()[0]));
        var expected = (await bench.Client.EncodeImagesAsync(new EncodeImagesRequest { Model = model, Images = { good } }, cancellationToken: cancellationToken)).Outcomes[0];
        var tally = new Tally("images");
        while (tally.Sent < count)
        {
            var request = new EncodeImagesRequest { Model = model, Images = { good } };
            for (var i = 0; i < PerRequest; i++)
                request.Images.Add(ByteString.CopyFrom(Mutation.Of(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)], random)));
            tally.Add((await bench.Client.EncodeImagesAsync(request, cancellationToken: cancellationToken)).Outcomes, expected);
        }

        return tally.ToString();
    }

    private static async Task<string> TextsAsync(EncoderBench bench, string model, int count, Random random, CancellationToken cancellationToken)
    {
        string[] seeds = [.. EncoderBench.Captions().Take(200), "一只猫", "穿红色衣服的女孩在雪地里", "ﬁ &amp; ＡＢＣ “curly” schÃ¶n 😀", ""];
        var expected = (await bench.Client.EncodeTextsAsync(new EncodeTextsRequest { Model = model, Texts = { seeds[0] } }, cancellationToken: cancellationToken)).Outcomes[0];
        var tally = new Tally("texts");
        while (tally.Sent < count)
        {
            var request = new EncodeTextsRequest { Model = model, Texts = { seeds[0] } };
            for (var i = 0; i < PerRequest; i++)
                request.Texts.Add(Mutation.Of(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)], random));
            tally.Add((await bench.Client.EncodeTextsAsync(request, cancellationToken: cancellationToken)).Outcomes, expected);
        }

        return tally.ToString();
    }

    private sealed class Tally(string kind)
    {
        private int _vectors;
        private int _refused;
        private int _changed;

        public int Sent => _vectors + _refused;

        public void Add(Google.Protobuf.Collections.RepeatedField<EncodeOutcome> outcomes, EncodeOutcome expected)
        {
            if (outcomes.Count != PerRequest + 1)
                throw new InvalidOperationException($"{outcomes.Count} outcomes for {PerRequest + 1} items.");
            _changed += outcomes[0].Equals(expected) ? 0 : 1;
            foreach (var outcome in outcomes.Skip(1))
            {
                if (outcome.Embedding is not null)
                    _vectors++;
                else if (outcome.Error.Code == (int)StatusCode.InvalidArgument)
                    _refused++;
                else
                    throw new InvalidOperationException($"An item failed with {outcome.Error.Code}: {outcome.Error.Message}");
            }
        }

        public override string ToString() => $"| {kind} | {Sent} | {_vectors} | {_refused} | {_changed} | {Environment.WorkingSet / 1048576.0:F0} |";
    }
}
