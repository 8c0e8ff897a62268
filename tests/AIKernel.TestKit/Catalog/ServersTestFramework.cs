using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace AIKernel.TestKit.Catalog;

/// <summary>
/// xunit's own framework, which at the end of the assembly also stops <see cref="TestServers"/>: the runner gives a
/// test process too little time at its exit for a database to shut down and its folder to go.
/// </summary>
/// <remarks>A test assembly asks for it with <c>[assembly: TestFramework(ServersTestFramework.Name, ServersTestFramework.Assembly)]</c>.</remarks>
public sealed class ServersTestFramework(IMessageSink sink) : XunitTestFramework(sink)
{
    /// <summary>This type's full name.</summary>
    public const string Name = "AIKernel.TestKit.Catalog.ServersTestFramework";
    /// <summary>The assembly it lives in.</summary>
    public const string Assembly = "AIKernel.TestKit";

    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            await Aggregator.RunAsync(TestServers.StopAsync);
            await base.BeforeTestAssemblyFinishedAsync();
        }
    }
}
