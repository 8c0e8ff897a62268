namespace AIKernel.Operations.Tests.Manifests;

public sealed class OverlayTests
{
    public static TheoryData<string> Overlays => Overlay.All;

    [Theory]
    [MemberData(nameof(Overlays))]
    public void An_overlay_builds_without_a_warning(string name)
    {
        Assert.Equal("", Overlay.Of(name).Warnings);
        Assert.NotEmpty(Overlay.Of(name).Objects.Objects);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Every_object_is_what_the_API_knows(string name) => Assert.Empty(StrictSchema.Faults(Overlay.Of(name).Objects));

    [Fact]
    public void A_member_that_the_API_does_not_know_is_a_fault() =>
        AssertFault(static set => set.Get("StatefulSet", "redis").At("spec", "template", "spec")!.AsObject().Add("terminationGrace", 60), "spec.terminationGrace is not a member");

    [Fact]
    public void A_text_in_the_place_of_a_number_is_a_fault() =>
        AssertFault(static set => set.Get("StatefulSet", "redis")["spec"]!["replicas"] = "3", "\"3\" is not an integer");

    [Fact]
    public void A_missing_member_is_a_fault() =>
        AssertFault(static set => set.Get("StatefulSet", "redis")["spec"]!.AsObject().Remove("selector"), "spec.selector is missing");

    [Fact]
    public void A_word_that_is_not_one_of_the_choices_is_a_fault() =>
        AssertFault(static set => set.Get("NetworkPolicy", "redis").At("spec", "egress")![0]!["ports"]![0]!["protocol"] = "HTTP", "'HTTP' is not one of");

    [Fact]
    public void A_quantity_that_is_none_is_a_fault() =>
        AssertFault(static set => set.Get("Deployment", "catalog-api").At("spec", "template", "spec", "containers")![0]!["resources"]!["limits"]!["memory"] = "1 GB", "fits none");

    [Fact]
    public void An_unknown_kind_is_a_fault() =>
        AssertFault(static set => set.Get("Service", "redis")["apiVersion"] = "v2", "the schema has no v2/Service");

    [Fact]
    public void A_custom_resource_is_held_against_its_own_schema() =>
        AssertFault(static set => set.Get("ServiceMonitor", "redis")["spec"]!["endpoints"]![0]!.AsObject().Add("intervall", "15s"), "intervall is not a member");

    private static void AssertFault(Action<ManifestSet> breakIt, string expected)
    {
        var broken = Overlay.Of("prod").Objects.Copy();
        breakIt(broken);
        Assert.Contains(expected, Assert.Single(StrictSchema.Faults(broken)), StringComparison.Ordinal);
    }
}
