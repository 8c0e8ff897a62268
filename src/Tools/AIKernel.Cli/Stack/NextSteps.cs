namespace AIKernel.Cli.Stack;

/// <summary>What a newcomer can do now: addresses, and one command for each thing worth seeing.</summary>
internal static class NextSteps
{
    private const string Item = "agent:fennel/support-assistant";

    public static IEnumerable<string> Lines(IReadOnlyList<string> nodes, StateFolder state)
    {
        var first = nodes[0];
        var second = nodes[^1];
        yield return "";
        yield return nodes.Count == 1 ? $"The catalog is ready: {first}" : $"The catalog is ready: {string.Join("  ", nodes)}";
        yield return "";
        yield return "Try, in another terminal:";
        yield return "  # an item, twice: Cache-Status says fwd=miss, then hit; detail=memory";
        yield return $"  curl -si '{first}/api/v1/resources/by-ref?ref={Item}' | grep -i -e '^HTTP' -e '^cache-status' -e '^etag'";
        if (nodes.Count > 1)
        {
            yield return "  # the same on the second node: hit; detail=redis";
            yield return $"  curl -si '{second}/api/v1/resources/by-ref?ref={Item}' | grep -i '^cache-status'";
        }

        yield return "  # search, with facets";
        yield return $"  curl -s '{first}/api/v1/search?q=support+tickets&limit=5'";
        yield return "  # lineage: everything an item is made of";
        yield return $"  curl -s '{first}/api/v1/lineage?ref={Item}&direction=upstream&depth=6'";
        yield return $"  # a write returns its position; a read{(nodes.Count > 1 ? " on another node" : "")} that presents it sees that write";
        yield return $"  position=$(curl -s -o /dev/null -D - -X PUT '{first}/api/v1/resources/by-ref?ref=tool:demo/hello' \\";
        yield return "    -H 'Content-Type: application/json' -d '{\"title\":\"Hello\"}' | tr -d '\\r' | awk 'tolower($1)==\"catalog-position:\"{print $2}')";
        yield return $"  curl -s '{second}/api/v1/resources/by-ref?ref=tool:demo/hello' -H \"Catalog-Position: $position\"";
        yield return "  # health and metrics";
        yield return $"  curl -s '{first}/health'";
        yield return $"  curl -s '{first}/metrics/cache'";
        yield return "  # a catalog of your own, one JSON object a line";
        yield return "  ./run import FILE.ndjson";
        yield return "";
        yield return $"Logs: {Path.Combine(state.Root, "logs")}   What runs: {state.StackFile}";
        yield return "Ctrl-C stops everything.";
    }
}
