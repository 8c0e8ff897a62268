using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Reflection;
using StackExchange.Redis;

namespace AIKernel.Catalog.Api.Configuration.Sections;

/// <summary>What of a setting may be shown.</summary>
internal static class Secrets
{
    private const string Mask = "*****";
    private static readonly string[] Telling = ["password", "secret", "token", "credential", "apikey", "headers"];
    private static readonly string[] TellingParts = ["password", "pwd", "passwd", "psw", "secret", "token"];

    /// <summary>Whether a setting is a secret as a whole: it is marked as a password, or its name tells.</summary>
    public static bool Hides(PropertyInfo property) =>
        property.GetCustomAttribute<DataTypeAttribute>()?.DataType == DataType.Password
        || Telling.Any(word => property.Name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A value as it may be shown: secrets masked, and passwords within connection strings and addresses.</summary>
    public static string Show(PropertyInfo property, string value) =>
        value.Length == 0 ? value : Hides(property) ? Mask : ShowParts(property.Name, value);

    private static string ShowParts(string name, string value)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length > 0) return value.Replace(address.UserInfo, Mask, StringComparison.Ordinal);
        if (!value.Contains('=', StringComparison.Ordinal)) return value;
        return name is "ConnectionString" or "SentinelConfiguration" ? OfRedis(value) : OfDatabase(value);
    }

    private static string OfRedis(string value)
    {
        try
        {
            return ConfigurationOptions.Parse(value).ToString(includePassword: false);
        }
        catch (ArgumentException)
        {
            return Mask; // unreadable, so nothing says where a password would be
        }
    }

    private static string OfDatabase(string value)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = value };
            var telling = parts.Keys.Cast<string>().Where(static part => TellingParts.Any(word => part.Contains(word, StringComparison.OrdinalIgnoreCase))).ToList();
            foreach (var part in telling) parts[part] = Mask;
            return telling.Count == 0 ? value : parts.ConnectionString;
        }
        catch (ArgumentException)
        {
            return Mask;
        }
    }
}
