namespace ImageSearchBench.Encoder.Models.Onnx;

/// <summary>
/// Computes where the parts of rows and places that belong to a head lie in a table of all parts, so that tokens are spread and split into
/// heads, or put together and taken, in one Gather: moving them twice would cost a twentieth of a run.
/// </summary>
internal sealed class HeadNumbers(GraphWriter writer)
{
    /// <summary>[batch, heads, length], the number of each part in [rows × heads, depth]: row × heads + head.</summary>
    public string OfRows(long heads)
    {
        var first = writer.Compute($"isb_first_part/{heads}", "Mul", RowInputs.Places, writer.Number(heads));
        return writer.Compute($"isb_head_rows/{heads}", "Add", writer.Reshape($"isb_first_parts/{heads}", first, 0, 1, -1), writer.Range(1, heads, 1));
    }

    /// <summary>[places, heads], the number of each part in [batch × heads × length, depth]: place + (text × (heads − 1) + head) × length.</summary>
    /// <param name="places">The places that are to be taken, [places].</param>
    /// <param name="heads">Heads.</param>
    public string OfPlaces(string places, long heads)
    {
        var length = writer.Gather("isb_length", writer.Compute("isb_shape", "Shape", RowInputs.Places), writer.Number(1));
        var text = writer.Compute("isb_text_of/" + places, "Div", places, length);
        var before = writer.Compute($"isb_before/{places}/{heads}", "Mul", text, writer.Number(heads - 1));
        var steps = writer.Compute($"isb_steps/{places}/{heads}", "Add", writer.Reshape($"isb_befores/{places}/{heads}", before, -1, 1), writer.Range(1, heads));
        var offset = writer.Compute($"isb_offset/{places}/{heads}", "Mul", steps, length);
        return writer.Compute($"isb_head_places/{places}/{heads}", "Add", writer.Reshape("isb_column/" + places, places, -1, 1), offset);
    }
}
