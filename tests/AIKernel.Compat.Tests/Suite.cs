// Some tests block the thread pool or freeze a server on purpose: run side by side they would disturb each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
