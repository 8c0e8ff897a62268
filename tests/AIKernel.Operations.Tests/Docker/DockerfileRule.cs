using System.Text.RegularExpressions;

namespace AIKernel.Operations.Tests.Docker;

/// <summary>What can be wrong with a Dockerfile, whatever it builds.</summary>
internal static partial class DockerfileRule
{
    public static IEnumerable<string> Faults(Dockerfile file)
    {
        foreach (var image in file.Of("FROM").Select(static one => one.Words[0]).Where(static image => !Pinned().IsMatch(image))) yield return $"{image} is not pinned to a release.";
        foreach (var one in file.Of("ADD")) yield return $"ADD {one.Text}: COPY says what it does.";
        foreach (var one in file.Of("ENV").Concat(file.Of("ARG")).Where(static one => Secret().IsMatch(one.Text))) yield return $"{one.Word} {one.Text} looks like a secret.";
        var users = file.Of("USER").Where(one => one.Stage == file.LastStage).Select(static one => one.Text).ToList();
        if (users is not [var user] || !NumericUser().IsMatch(user)) yield return $"The last stage has not one USER that is seen not to be root, but: {string.Join(", ", users)}.";
        foreach (var word in new[] { "HEALTHCHECK", "ENTRYPOINT", "LABEL", "WORKDIR" }.Where(word => !file.Of(word).Any(one => one.Stage == file.LastStage))) yield return $"The last stage has no {word}.";
        foreach (var one in file.Of("ENTRYPOINT").Where(static one => !one.Text.StartsWith('['))) yield return $"ENTRYPOINT {one.Text} puts a shell before the node, which signals then do not reach.";
        foreach (var source in file.Copies.SelectMany(static copy => copy.Sources).Where(static source => !Path.Exists(Checkout.PathOf(source)))) yield return $"COPY {source}: the checkout has none.";
        foreach (var source in file.Copies.SelectMany(static copy => copy.Sources).Where(static source => source is "." or "/")) yield return $"COPY {source} takes whatever lies about.";
    }

    // Three numbers, and possibly what follows them: never "latest", never "10.0", which is another image next month.
    [GeneratedRegex(@"^[\w./-]+:\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$")]
    private static partial Regex Pinned();

    [GeneratedRegex("password|secret|token|apikey|connectionstring|_key=", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex(@"^[1-9]\d*(:[1-9]\d*)?$")]
    private static partial Regex NumericUser();
}
