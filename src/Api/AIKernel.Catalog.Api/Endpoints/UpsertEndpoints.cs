using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using AIKernel.Catalog.Api.Http;
using AIKernel.Catalog.Resources;
using AIKernel.Catalog.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AIKernel.Catalog.Api.Endpoints;

/// <summary>Creating or replacing the resource that a reference names.</summary>
internal static class UpsertEndpoints
{
    private const int Attempts = 5;

    public static async Task<Results<WriteAnswer, Refusal>> PutAsync(
        HttpContext http, IResourceRepository resources, ResourceReader reader, CancellationToken cancellationToken)
    {
        if (!Preconditions.TryRead(http.Request, out var preconditions, out var refusal)) return refusal!;
        var body = await JsonRequest.ReadAsync(http.Request, RequestTypes.Json, cancellationToken);
        if (body.Refusal is not null) return body.Refusal;
        var reference = QueryValues.Of(http).Get(Parameters.Reference)!;
        var content = reader.Read(ReferencedContent.Complete(body.Body, reference));
        if (ReferencedContent.Refuse(content, reference) is { } faults) return faults;
        var result = preconditions switch
        {
            { AreNone: true } => await resources.UpsertAsync(content.Value!, WriteCondition.Any, cancellationToken),
            { OnlyAskForAbsence: true } => await resources.UpsertAsync(content.Value!, WriteCondition.Absent, cancellationToken),
            _ => await PutConditionallyAsync(resources, reference, content.Value!, preconditions, cancellationToken),
        };
        return ResourceWriteEndpoints.Answer(result);
    }

    /// <summary>
    /// Reads, holds the preconditions against what was read, and writes on condition that nothing else has come between:
    /// by id and revision, since a reference can pass to another resource that has the same revision.
    /// </summary>
    private static async Task<WriteResult<Resource>> PutConditionallyAsync(
        IResourceRepository resources, ResourceReference reference, ResourceContent content, Preconditions preconditions, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var current = await resources.GetByReferenceAsync(reference, cancellationToken) is { DeletedAt: null } live ? live : null;
            if (!preconditions.AllowWrite(current is null ? null : EntityTags.Of(current), current?.UpdatedAt))
                return await resources.UpsertAsync(content, WriteConditions.Never, cancellationToken);
            var result = current is null
                ? await resources.UpsertAsync(content, WriteCondition.Absent, cancellationToken)
                : await resources.UpdateAsync(current.Id, content, WriteCondition.RevisionIn([current.Revision]), cancellationToken);
            if (result.Status is not (WriteStatus.PreconditionFailed or WriteStatus.NotFound or WriteStatus.Gone)) return result;
            if (attempt == Attempts) return result with { Status = WriteStatus.PreconditionFailed };
        }
    }
}

/// <summary>The body of a write by reference: kind, namespace and name are in the reference already.</summary>
internal static class ReferencedContent
{
    /// <summary>The body with the members that the reference tells, where it leaves them out.</summary>
    public static JsonElement Complete(JsonElement body, ResourceReference reference)
    {
        if (body.ValueKind != JsonValueKind.Object) return body;
        var missing = new[] { ("kind", reference.Kind), ("namespace", reference.Namespace), ("name", reference.Name) }
            .Where(member => SafeJson.Find(body, member.Item1) is null)
            .Select(static member => $"\"{member.Item1}\":\"{JsonEncodedText.Encode(member.Item2)}\"");
        var given = JsonMarshal.GetRawUtf8Value(body).Trim(" \t\r\n"u8)[1..^1].Trim(" \t\r\n"u8);
        var told = string.Join(',', missing);
        return JsonElement.Parse([.. "{"u8, .. Encoding.UTF8.GetBytes(told), .. told.Length > 0 && given.Length > 0 ? ","u8 : [], .. given, .. "}"u8]);
    }

    /// <summary>The refusal of content that breaks rules, or is about another resource; the case of a name may differ.</summary>
    public static Refusal? Refuse(Checked<ResourceContent> content, ResourceReference reference)
    {
        if (!content.IsValid) return JsonRequest.Refuse(content.Faults);
        var faults = new List<ProblemFault>();
        Compare("/kind", content.Value!.Kind == reference.Kind);
        Compare("/namespace", content.Value.Namespace == reference.Namespace);
        Compare("/name", string.Equals(content.Value.Name, reference.Name, StringComparison.OrdinalIgnoreCase));
        return faults.Count == 0 ? null : new(ProblemKind.Invalid) { Errors = faults };

        void Compare(string pointer, bool same)
        {
            if (!same) faults.Add(ProblemFault.At(pointer, "reference-mismatch", "The reference in the address says otherwise."));
        }
    }
}
