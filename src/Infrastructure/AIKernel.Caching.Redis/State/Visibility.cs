using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("AIKernel.Integration.Tests")]
