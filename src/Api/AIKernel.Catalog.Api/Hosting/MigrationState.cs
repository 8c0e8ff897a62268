namespace AIKernel.Catalog.Api.Hosting;

/// <summary>Whether the database has had this version's migrations since the process started.</summary>
internal sealed class MigrationState
{
    private volatile bool _done;

    public bool Done => _done;

    public void MarkDone() => _done = true;
}
