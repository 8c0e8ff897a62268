using System.Globalization;
using AIKernel.Caching.Sharing;

namespace AIKernel.Caching.Reading;

/// <summary>One load a key and cluster: who holds the key's lease loads, the others wait for the answer.</summary>
internal sealed partial class ReadPath<TArgs, TValue, TClock>
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// Loads when the lease is ours. Otherwise waits until its holder settles, looking again now and then, because
    /// messages may be lost and holders may die. Whoever has waited for as long as a lease lasts and is refused again
    /// knows that another has it now, waits as long for that one, and then loads without a lease.
    /// </summary>
    private async ValueTask<Landing> FetchInTurnAsync(TArgs args, string key, CancellationToken cancellationToken)
    {
        var token = NewToken();
        var lease = (long)_services.Options.Lease.TotalMilliseconds;
        var (end, last) = (_services.Clock.Now + lease, _services.Clock.Now + 2 * lease);
        for (var look = FirstLook; ; look = look * 2 < LongestLook ? look * 2 : LongestLook)
        {
            var settled = _services.Leases.Watch(key);
            try
            {
                var turn = await _services.Shared.TryLeaseAsync(key, token);
                if (Accept(args, turn.Value.Bytes, key) is { } entry)
                {
                    if (turn.Value.Acquired) await GiveBackAsync(key, token);
                    return new(entry, CacheOutcome.Shared);
                }
                if (turn.Value.Acquired) return await LoadLeasedAsync(args, key, token, cancellationToken);
                var now = _services.Clock.Now;
                if (now >= end && end < last) (end, look) = (last, FirstLook);
                var left = TimeSpan.FromMilliseconds(end - now);
                if (!turn.Answered || left <= TimeSpan.Zero) return await LoadAsync(args, new(key, Shared: turn.Answered), cancellationToken);
                await WaitAsync(settled, look < left ? look : left, cancellationToken);
            }
            finally
            {
                _services.Leases.Leave(key, settled);
            }
        }
    }

    private async ValueTask<Landing> LoadLeasedAsync(TArgs args, string key, string token, CancellationToken cancellationToken)
    {
        var lease = new HeldLease(token);
        try
        {
            return await LoadAsync(args, new(key, Lease: lease), cancellationToken);
        }
        finally
        {
            // Nothing was published: whoever waits shall not wait for the lease to run out.
            if (!lease.Settled) await GiveBackAsync(key, token);
        }
    }

    private ValueTask<SharedAnswer<bool>> SettleAsync(string key, HeldLease lease, ReadOnlyMemory<byte> frame, TimeSpan lifetime)
    {
        lease.Settled = true;
        return _services.Shared.SettleAsync(key, lease.Token, frame, lifetime);
    }

    private async ValueTask GiveBackAsync(string key, string token) => await _services.Shared.SettleAsync(key, token, default, default);

    private async ValueTask WaitAsync(Task settled, TimeSpan look, CancellationToken cancellationToken)
    {
        // Whether somebody told or the time is up: the caller looks for itself.
        await settled.WaitAsync(look, _services.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>A lease that this flight holds; publishing its answer settles it.</summary>
    private sealed class HeldLease(string token)
    {
        public string Token => token;
        public bool Settled { get; set; }
    }

    private static string NewToken() => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
}
