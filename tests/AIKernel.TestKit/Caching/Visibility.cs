using System.Runtime.CompilerServices;

// The fakes stand in for internal ports and are built around an internal clock.
[assembly: InternalsVisibleTo("AIKernel.Caching.Tests")]
[assembly: InternalsVisibleTo("AIKernel.Integration.Tests")]
