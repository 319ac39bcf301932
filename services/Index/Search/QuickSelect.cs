namespace ImageSearchBench.Index.Search;

/// <summary>The k-th largest of some numbers in linear time.</summary>
internal static class QuickSelect
{
    /// <summary>Returns the <paramref name="k"/>-th largest number, 1 being the largest; reorders the numbers.</summary>
    public static float Largest(Span<float> numbers, int k)
    {
        var low = 0;
        var high = numbers.Length - 1;
        var target = k - 1;
        while (low < high)
        {
            var pivot = MedianOfThree(numbers[low], numbers[(low + high) >>> 1], numbers[high]);
            var i = low;
            var j = high;
            while (i <= j)
            {
                while (numbers[i] > pivot)
                    i++;
                while (numbers[j] < pivot)
                    j--;
                if (i <= j)
                {
                    (numbers[i], numbers[j]) = (numbers[j], numbers[i]);
                    i++;
                    j--;
                }
            }

            if (target <= j)
                high = j;
            else if (target >= i)
                low = i;
            else
                break;
        }

        return numbers[target];
    }

    private static float MedianOfThree(float a, float b, float c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
