namespace ImageSearchBench.Orchestrator.Formats.Validation;

/// <summary>Checks files by every rule of a format.</summary>
internal interface IFormatValidator
{
    /// <summary>The format's name.</summary>
    string Name { get; }

    /// <summary>What it checks, in a sentence.</summary>
    string Description { get; }

    /// <summary>Checks files; every fault goes to <see cref="ValidationInput.Faults"/>.</summary>
    Task<ValidationResult> ValidateAsync(ValidationInput input, CancellationToken cancellationToken);
}

/// <summary>What a validator reads.</summary>
/// <param name="Paths">Files and folders, absolute.</param>
/// <param name="Split">The split; empty for the only one, or <c>test</c>.</param>
/// <param name="WorkFolder">Folder for what must be put aside; removed afterwards.</param>
/// <param name="Faults">Where faults go.</param>
/// <param name="Images">Looks whether images are whole.</param>
internal sealed record ValidationInput(
    IReadOnlyList<string> Paths, string Split, string WorkFolder, IFormatFaults Faults, Images.ImageInspector Images);

/// <summary>What was read without a fault.</summary>
internal sealed record ValidationResult(long Images, long Queries, long Judgments, IReadOnlyList<string> Notes);
