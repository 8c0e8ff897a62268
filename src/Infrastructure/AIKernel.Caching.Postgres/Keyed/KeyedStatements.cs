namespace AIKernel.Caching.Postgres.Keyed;

/// <summary>The SQL of keyed values. Patterns are held against <c>key || ''</c>, of which there is an index.</summary>
internal static class KeyedStatements
{
    public const string Load = "select key, sequence, value, expires_at, policy, 'sensitive' = any(tags) from keyed.entries where key = any($1)";

    /// <summary>$1 the sequence, or null to be given one.</summary>
    public const string TakeSequence = "select keyed.take_sequence($1)";

    /// <summary>
    /// $1 keys, $2 values, $3 ends, $4 tags and $5 dependencies as JSON, $6 policies, $7 sequences; $8 whether a write takes
    /// the place of any that is there, and not only of earlier ones. Rows in the order of their keys, so that writers wait
    /// for each other in one direction.
    /// </summary>
    public const string Write = """
        insert into keyed.entries as e (key, value, expires_at, tags, depends_on, policy, sequence)
        select key, value::json, expires_at, array(select json_array_elements_text(tags::json)), array(select json_array_elements_text(depends_on::json)), policy, sequence
        from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::bigint[]) as w (key, value, expires_at, tags, depends_on, policy, sequence)
        order by key collate "C"
        on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at, tags = excluded.tags, depends_on = excluded.depends_on, policy = excluded.policy,
            sequence = case when $8 then greatest(e.sequence + 1, excluded.sequence) else excluded.sequence end
        where $8 or e.sequence < excluded.sequence
        returning key, sequence
        """;

    /// <summary>Ends what is hit and alive, unless it is later than what hit it. $1 the time, $2 whether nothing is too late to be hit.</summary>
    private const string EndHit = """
        update keyed.entries e set value = null, expires_at = $1, tags = '{}', depends_on = '{}', policy = null,
            sequence = case when $2 then greatest(e.sequence + 1, hit.sequence) else hit.sequence end
        from hit where e.key = hit.key and e.value is not null and e.expires_at > $1 and ($2 or e.sequence < hit.sequence)
        """;

    /// <summary>$3 the sequence, $4 keys, $5 tags, $6 patterns, $7 how many at most.</summary>
    public const string End = $"""
        with hit as (
            select key, $3::bigint as sequence from (
                select key from keyed.entries where key = any($4) and value is not null and expires_at > $1 and ($2 or sequence < $3)
                union select key from keyed.entries where tags && $5::text[] collate "C" and value is not null and expires_at > $1 and ($2 or sequence < $3)
                union select e.key from unnest($6::text[]) as p (pattern) join keyed.entries e on (e.key || '') like p.pattern collate "C"
                    where value is not null and expires_at > $1 and ($2 or sequence < $3)
                limit $7) selected)
        {EndHit} returning e.key, e.sequence
        """;

    /// <summary>$3 keys and $4 their sequences, $5 and $6 ranges of keys and $7 theirs, $8 patterns and $9 theirs, $10 keys that stay.</summary>
    public const string EndDependents = $"""
        with hit as (
            select key, max(sequence) as sequence from (
                select e.key, f.sequence from unnest($3::text[], $4::bigint[]) as f (key, sequence) join keyed.entries e on e.depends_on @> array[f.key collate "C"]
                union all
                select e.key, r.sequence from unnest($5::text[], $6::text[], $7::bigint[]) as r (low, high, sequence) join keyed.entries e on e.key >= r.low collate "C" and e.key < r.high collate "C"
                union all
                select e.key, p.sequence from unnest($8::text[], $9::bigint[]) as p (pattern, sequence) join keyed.entries e on (e.key || '') like p.pattern collate "C") every
            group by key)
        {EndHit} and e.key <> all($10) returning e.key, e.sequence
        """;

    /// <summary>$1 the time, $2 the sequence, $3 how many at most.</summary>
    public const string Sweep = """
        delete from keyed.entries where key in (
            select key from keyed.entries where expires_at < $1 and (not (select opened from keyed.state) or sequence < $2)
            order by expires_at limit $3 for update skip locked)
        """;
}
