using AIKernel.Caching.Redis.State;

namespace AIKernel.Integration.Tests.Operations;

/// <summary>What INFO says, read.</summary>
public sealed class RedisReportTests
{
    [Fact]
    public void A_replica_is_read_line_by_line_and_what_is_not_understood_is_left_out()
    {
        var report = RedisServerReport.Parse("10.0.0.7:6379", string.Join("\r\n",
            "# Server", "redis_version:7.2.4", "uptime_in_seconds:12", "", "# Memory", "used_memory:1048576", "maxmemory:lots", "maxmemory_policy:allkeys-lru",
            "# Replication", "role:slave", "master_link_status:up", "slave_repl_offset:42", "master_repl_offset:41", "connected_slaves:0", "masterauth:hush",
            "# Stats", "evicted_keys:3", "# Keyspace", "db0:keys=5,expires=4,avg_ttl=0", "db11:keys=2,expires=0,avg_ttl=0", "dbs:keys=100", "nonsense", "a:b:c"));
        Assert.Equal(new RedisServerReport
        {
            Endpoint = "10.0.0.7:6379",
            Reachable = true,
            Version = "7.2.4",
            UptimeSeconds = 12,
            UsedMemoryBytes = 1_048_576,
            MaxMemoryPolicy = "allkeys-lru",
            Role = "slave",
            MasterLinkStatus = "up",
            ReplicationOffset = 42,
            ConnectedReplicas = 0,
            EvictedKeys = 3,
            Keys = 7,
            KeysWithLifetime = 4,
        }, report);
    }

    [Fact]
    public void Of_nothing_nothing_is_known() =>
        Assert.Equal(new RedisServerReport { Endpoint = "x", Reachable = true, Keys = 0, KeysWithLifetime = 0 }, RedisServerReport.Parse("x", ""));
}
