namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>
/// The inputs of a graph in which texts share the rows of their beginnings; int64, made for each run by <c>SharedRows</c>. A place is a
/// text's number × length + position; a row is what is computed once for all places that follow the same tokens.
/// </summary>
internal static class RowInputs
{
    /// <summary>[rows]: a place that each row is computed from.</summary>
    public const string Rows = "isb_rows";

    /// <summary>[batch, length]: the row of each place.</summary>
    public const string Places = "isb_places";

    /// <summary>[batch]: the place of each text's last token.</summary>
    public const string EndPlaces = "isb_end_places";

    /// <summary>[batch]: the row of each text's last token.</summary>
    public const string EndRows = "isb_end_rows";

    /// <summary>[batch, length]: the text that each place belongs to.</summary>
    public const string Texts = "isb_texts";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Rows, Places, EndPlaces, EndRows, Texts];
}
