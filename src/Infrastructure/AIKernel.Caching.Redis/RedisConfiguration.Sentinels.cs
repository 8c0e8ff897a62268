using System.Net;
using StackExchange.Redis;

namespace AIKernel.Caching.Redis;

public sealed partial record RedisConfiguration
{
    /// <summary>What a client of one Sentinel after the other is given, and the name they know the master by; null without Sentinels.</summary>
    internal (ConfigurationOptions Options, string ServiceName)? ToSentinelOptions(Action<string> refused)
    {
        var options = ToClientOptions(refused);
        if (options.ServiceName is not { Length: > 0 } service) return null;
        if (!string.IsNullOrEmpty(SentinelConfiguration) && ConfigurationOptions.Parse(SentinelConfiguration) is { Password: not null } own)
            (options.User, options.Password) = (own.User, own.Password.Length > 0 ? own.Password : null);
        (options.ServiceName, options.CommandMap, options.AbortOnConnectFail) = (null, CommandMap.Sentinel, false);
        return (options, service);
    }

    /// <summary>What a client of the master is given that Sentinels have named: it may not be there, and then it is not waited for.</summary>
    internal ConfigurationOptions ToMasterOptions(EndPoint master, Action<string> refused)
    {
        var options = ToClientOptions(refused);
        options.EndPoints.Clear();
        options.EndPoints.Add(master);
        (options.ServiceName, options.AbortOnConnectFail, options.ConnectRetry) = (null, true, 1);
        return options;
    }
}
