using AIKernel.Operations.Tests.Manifests;
using AIKernel.Operations.Tests.Pods;

namespace AIKernel.Operations.Tests.Redis;

public sealed class PrepareTests
{
    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("quote\"d")]
    [InlineData("new\nline")]
    public async Task A_password_that_a_file_of_users_could_not_hold_stops_the_pod(string password)
    {
        var objects = Overlay.Of("prod").Objects.Copy();
        objects.Generated("Secret", "catalog-secrets")["data"]!["REDIS_STATE_APP_PASSWORD"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(password));
        await using var network = await PodNetwork.StartAsync();
        await using var pod = new Pod(network, objects, new Workload(objects.Get("StatefulSet", "redis-state")), 0);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => pod.StartAsync("redis"));
        Assert.Contains("The password of app is empty or has other characters", fault.Message, StringComparison.Ordinal);
        if (password.Length > 0) Assert.DoesNotContain(password, fault.Message, StringComparison.Ordinal);
    }
}
