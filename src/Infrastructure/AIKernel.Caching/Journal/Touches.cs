namespace AIKernel.Caching.Journal;

/// <summary>
/// The last two transactions that touched a tag, by id; 0 for none. What touched it before them is forgotten: it may have been
/// anything below <paramref name="Before"/>.
/// </summary>
internal readonly record struct Touches(ulong Last, ulong Before)
{
    /// <summary>With this one too. One that is known already changes nothing: rows may repeat.</summary>
    public Touches With(ulong sequence) =>
        sequence == Last || sequence <= Before ? this
        : sequence > Last ? new(sequence, Last)
        : new(Last, sequence);

    /// <summary>
    /// Whether a load with this stamp saw them all, or all but the change of one transaction that is known to be in the value.
    /// Of two not below its horizon the forgotten ones before them might not be below it either, and have been under way then:
    /// that is taken for not seen.
    /// </summary>
    public bool WereSeenBy(JournalStamp stamp, ulong own) =>
        Last < stamp.Horizon || (Before < stamp.Horizon && (Last == own || stamp.Saw(Last)));
}
