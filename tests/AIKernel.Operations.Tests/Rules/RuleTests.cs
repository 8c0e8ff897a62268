using AIKernel.Operations.Tests.Manifests;

namespace AIKernel.Operations.Tests.Rules;

public sealed class RuleTests
{
    public static TheoryData<string> Overlays => Overlay.All;

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Whatever_selects_pods_selects_the_right_ones(string name) => Assert.Empty(SelectorRule.Faults(Overlay.Of(name).Objects));

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_port_that_is_named_exists(string name) => Assert.Empty(PortRule.Faults(Overlay.Of(name).Objects));

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Everything_that_is_named_exists(string name) => Assert.Empty(ReferenceRule.Faults(Overlay.Of(name).Objects));

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_pod_keeps_to_the_restricted_profile(string name) => Assert.Empty(PodSecurityRule.Faults(Overlay.Of(name).Objects));

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pods_can_be_moved_are_watched_and_bounded(string name) => Assert.Empty(AvailabilityRule.Faults(Overlay.Of(name).Objects));

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_secret_stands_in_the_Secret_and_nowhere_else(string name) => Assert.Empty(SecretRule.Faults(Overlay.Of(name).Objects));

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Who_reaches_whom_is_as_written_down(string name)
    {
        var expected = File.ReadAllText(Checkout.PathOf("tests", "AIKernel.Operations.Tests", "Rules", $"{name}.network"));
        var found = string.Concat(new NetworkMatrix(Overlay.Of(name).Objects).Lines().Select(static line => line + "\n"));
        Assert.Equal(expected, found);
    }
}
