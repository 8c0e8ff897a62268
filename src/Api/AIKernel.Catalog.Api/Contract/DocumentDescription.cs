using AIKernel.Catalog.Api.Access;
using AIKernel.Catalog.Api.Sessions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AIKernel.Catalog.Api.Contract;

/// <summary>Adds what is said once: title, schemas, headers and the problem document.</summary>
internal sealed class DocumentDescription : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AIKernel catalog",
            Version = "1",
            Description = "A catalog of AI resources, their relationships and a search. Answers come from a cache that is never stale.",
        };
        // The address differs from node to node; the document does not.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas = SchemaFiles.Read();
        // Where there are no sessions nothing answers with one.
        if (!document.Paths.ContainsKey(SessionEndpoints.Path)) document.Components.Schemas.Remove("Session");
        document.Components.SecuritySchemes = SecurityDescription.Schemes();
        return Task.CompletedTask;
    }
}
