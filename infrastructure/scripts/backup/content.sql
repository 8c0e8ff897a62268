-- One line per table: its name, how many rows, and a sum over them that does not depend on their order.
-- What comes of other columns is not looked at, nor what is of no use in another database: the journal's rows are numbered
-- by transactions of this one, and what is not logged is gone after a crash.
--   :schemas  the schemas, each in quotes      :into  put before each query, for example insert into …
set timezone = 'UTC';
set datestyle = 'ISO';
set intervalstyle = 'postgres';
set bytea_output = 'hex';
set extra_float_digits = 1;
select format(
    '%s select %L, count(*), coalesce(sum((''x'' || left(md5(row(%s)::text), 15))::bit(60)::bigint), 0) from %I.%I',
    :'into', nspname || '.' || relname, columns, nspname, relname)
from pg_catalog.pg_class
join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
cross join lateral (
    select string_agg(quote_ident(attname), ', ' order by attname) as columns from pg_catalog.pg_attribute
    where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
) as list
where nspname in (:schemas) and relkind = 'r' and relpersistence = 'p' and not (nspname = 'journal' and relname = 'entries')
order by nspname, relname
\gexec
