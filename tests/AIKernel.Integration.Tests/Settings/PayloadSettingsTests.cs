using AIKernel.Caching;
using AIKernel.Catalog.Api.Caching;
using AIKernel.Catalog.Caching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AIKernel.Integration.Tests.Settings;

/// <summary>How answers are written in Redis: format, compression, encryption.</summary>
public sealed class PayloadSettingsTests
{
    private static readonly string Key = Convert.ToBase64String(Enumerable.Repeat((byte)200, EncryptionKeyRing.KeySize).ToArray());

    [Theory]
    [InlineData("true", "gzip", PayloadCompression.Gzip)]
    [InlineData("true", "brotli", PayloadCompression.Brotli)]
    [InlineData("false", "brotli", PayloadCompression.None)]
    public void Compression_reaches_the_engine(string enabled, string algorithm, PayloadCompression expected)
    {
        var options = Options(("Defaults:EnableCompression", enabled), ("Defaults:CompressionAlgorithm", algorithm), ("Defaults:CompressionThresholdBytes", "77"));

        Assert.Equal((expected, 77), (options.Compression, options.CompressionThresholdBytes));
    }

    [Theory]
    [InlineData("json", typeof(JsonCacheSerializer<>))]
    [InlineData("msgpack", typeof(MessagePackCacheSerializer<>))]
    public void The_format_reaches_the_operations(string format, Type serializer)
    {
        using var services = Services(("Defaults:Serialization", format));
        var operations = new Catalog.Caching.Resources.ResourceOperations(services.GetRequiredService<CacheDefaultsConfiguration>());

        Assert.Equal(serializer, operations.Get.Serializer.GetType().GetGenericTypeDefinition());
        Assert.Equal(serializer, operations.List.Serializer.GetType().GetGenericTypeDefinition());
    }

    [Fact]
    public void Keys_reach_the_engine_and_without_any_nothing_can_be_encrypted()
    {
        Assert.NotNull(Options(("Encryption:CurrentKey", "2030-02"), ("Encryption:Keys:2030-01", Key), ("Encryption:Keys:2030-02", Key)).Encryption);
        Assert.Null(Options().Encryption);
    }

    [Theory]
    [InlineData("Defaults:Serialization", "xml", "Caching:Defaults:Serialization is 'xml'; expected json or msgpack.")]
    [InlineData("Defaults:CompressionAlgorithm", "zip", "Caching:Defaults:CompressionAlgorithm is 'zip'; expected gzip or brotli.")]
    [InlineData("Encryption:CurrentKey", "k", "Caching:Encryption:CurrentKey is 'k', which is not among the keys.")]
    public void A_wrong_value_is_named_with_what_would_be_right(string path, string value, string expected) =>
        Assert.Equal(expected, Assert.Single(FaultsOf((path, value))));

    [Fact]
    public void Wrong_keys_are_named_and_never_quoted()
    {
        var faults = FaultsOf(("Encryption:Keys:short", Key[..40]), ("Encryption:Keys:long", Convert.ToBase64String(new byte[33])), ("Encryption:Keys:text", "not base64 at all!"), ("Encryption:Keys:good", Key));

        Assert.Equal(
            [
                "Caching:Encryption:CurrentKey is not set, but there are keys.",
                "Caching:Encryption:Keys:long must be 32 bytes as base64.",
                "Caching:Encryption:Keys:short must be 32 bytes as base64.",
                "Caching:Encryption:Keys:text must be 32 bytes as base64.",
            ],
            faults.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(Key, new CachingConfiguration { Encryption = new() { CurrentKey = "a", Keys = new() { ["a"] = Key } } }.ToString(), StringComparison.Ordinal);
    }

    private static CacheOptions Options(params (string Path, string Value)[] settings)
    {
        using var services = Services(settings);
        return services.GetRequiredService<CacheOptions>();
    }

    private static ServiceProvider Services(params (string Path, string Value)[] settings) =>
        new ServiceCollection().AddDistributedCaching(Configuration(settings)).BuildServiceProvider();

    private static IReadOnlyList<string> FaultsOf(params (string Path, string Value)[] settings) =>
        Faults.Of<CachingConfiguration>([.. settings.Select(static setting => ($"Caching:{setting.Path}", (string?)setting.Value))]);

    private static IConfiguration Configuration((string Path, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Caching:{setting.Path}", (string?)setting.Value))).Build();
}
