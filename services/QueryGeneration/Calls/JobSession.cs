using ImageSearchBench.Hosting.Errors;

namespace ImageSearchBench.QueryGeneration.Calls;

/// <summary>
/// What a job has spent and may still spend. A call reserves its estimate before it goes out and settles with what it really took, so
/// that calls at the same time cannot pass the limit together. A call whose estimate does not fit beside other reservations waits for
/// them to settle, since they usually take less; one that does not fit with nothing else under way ends the job.
/// </summary>
internal sealed class JobSession(string id, long spentTokens, double spentCost)
{
    private readonly Lock _lock = new();
    private Budget _budget = Budget.Unlimited;
    private long _spentTokens = spentTokens;
    private double _spentCost = spentCost;
    private long _reservedTokens;
    private double _reservedCost;
    private int _reservations;
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The job's name; empty: none.</summary>
    public string Id { get; } = id;

    /// <summary>Sets the limit; the last one counts.</summary>
    public void Limit(Budget budget)
    {
        lock (_lock)
            _budget = budget;
    }

    /// <summary>Reserves an estimate.</summary>
    /// <exception cref="ModelCallException">StopJob: it does not fit.</exception>
    public async Task<Reservation> ReserveAsync(int tokens, double cost, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task settled;
            lock (_lock)
            {
                if (Fits(_spentTokens + _reservedTokens + tokens, _spentCost + _reservedCost + cost))
                {
                    _reservedTokens += tokens;
                    _reservedCost += cost;
                    _reservations++;
                    return new Reservation(this, tokens, cost);
                }

                if (_reservations == 0)
                    throw new ModelCallException(Spent(tokens, cost));
                settled = _settled.Task;
            }

            await settled.WaitAsync(cancellationToken);
        }
    }

    private bool Fits(long tokens, double cost) =>
        (_budget.Tokens <= 0 || tokens <= _budget.Tokens) && (_budget.Cost <= 0 || cost <= _budget.Cost);

    private CallFailure Spent(int tokens, double cost) => new(
        CallVerdict.StopJob,
        "budget",
        FormattableString.Invariant(
            $"The budget is spent: {_spentTokens} tokens and {_spentCost:0.####} of money so far, the next call may take {tokens} and {cost:0.####}, allowed are {Show(_budget.Tokens)} tokens and {Show(_budget.Cost)} of money. Raise the budget and make the same call again: what is stored is not paid again."),
        ErrorKind.ResourceExhausted);

    private static string Show(double limit) => limit <= 0 ? "any number of" : limit.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);

    private void Settle(Reservation reservation, long tokens, double cost)
    {
        TaskCompletionSource settled;
        lock (_lock)
        {
            _reservedTokens -= reservation.Tokens;
            _reservedCost -= reservation.Cost;
            _reservations--;
            _spentTokens += tokens;
            _spentCost += cost;
            settled = _settled;
            _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        settled.SetResult();
    }

    /// <summary>Part of the budget that a call under way holds.</summary>
    internal sealed record Reservation(JobSession Job, int Tokens, double Cost)
    {
        /// <summary>Gives the reservation back against what was really spent. Called exactly once.</summary>
        public void Settle(long tokens, double cost) => Job.Settle(this, tokens, cost);
    }
}
