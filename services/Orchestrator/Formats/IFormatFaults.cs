namespace ImageSearchBench.Orchestrator.Formats;

/// <summary>What a reader tells of what it cannot read. An import stops at what it must not pass over; a validator gathers all.</summary>
internal interface IFormatFaults
{
    /// <summary>The file breaks the format. An import ends here; where this returns, the reader passes over the entry and goes on.</summary>
    /// <param name="place">File and line, or file and entry.</param>
    /// <param name="what">What is wrong and what would be right.</param>
    void Refuse(string place, string what);

    /// <summary>One item cannot be used: an image that is missing, a judgement of an image that is not there. The rest is read.</summary>
    /// <param name="place">File and line, or file and entry.</param>
    /// <param name="item">The item.</param>
    /// <param name="reason">Why it cannot be used.</param>
    void LeaveOut(string place, string item, string reason);
}
