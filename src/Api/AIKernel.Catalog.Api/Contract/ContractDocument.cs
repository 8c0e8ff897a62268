using System.Text;
using AIKernel.Catalog.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AIKernel.Catalog.Api.Contract;

/// <summary>The OpenAPI document, generated from the route table once and then kept as bytes.</summary>
internal sealed class ContractDocument([FromKeyedServices(ContractDocument.Name)] IOpenApiDocumentProvider provider)
{
    public const string Name = "v1";

    private readonly Lazy<Task<byte[]>> _bytes = new(async () =>
    {
        var document = await provider.GetOpenApiDocumentAsync();
        return Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
    });

    public Task<byte[]> ReadAsync() => _bytes.Value;
}

/// <summary>Where the contract is served: beside the API, and at the root for those who look there.</summary>
internal static class ContractRoutes
{
    public static void AddContract(this IServiceCollection services)
    {
        services.AddSingleton<ContractDocument>();
        services.AddOpenApi(ContractDocument.Name, static options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer<DocumentDescription>();
            options.AddOperationTransformer<OperationDescription>();
        });
    }

    public static void MapContract(this WebApplication app)
    {
        Map("/openapi/v1.json", "contract");
        Map("/api/v1/openapi/v1.json", "contractBesideApi");

        void Map(string path, string id) => app
            .MapGet(path, static async (ContractDocument document) => ReadAnswer.OfBytes(await document.ReadAsync(), AnswerClass.Public))
            .WithTags("Operations").Named(id, "This document").ReadsConditionally("OpenApi", "Vary");
    }
}
