using AIKernel.Catalog.Api.Access.Keys;
using AIKernel.Catalog.Api.Configuration.Sections;
using AIKernel.Catalog.Api.Sessions;
using AIKernel.Catalog.Persistence.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AIKernel.Catalog.Api.Access;

/// <summary>Composes who may do what from the section <c>Access</c>.</summary>
internal static class AccessServices
{
    /// <summary>The scheme that chooses among the others by what the request shows.</summary>
    private const string Shown = "Shown";

    /// <summary>
    /// Keys, scopes and the rules. Any other scheme of authentication may stand beside the keys: it gives its callers the
    /// claims of <see cref="AccessClaims"/>. Cookie sessions are asked where a request shows no key.
    /// </summary>
    public static void AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AccessConfiguration>(configuration);
        services.AddSingleton<AccessRules>();
        services.AddSingleton(static provider => new ApiKeyStore(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<IApiKeys, CachedApiKeys>();
        services.AddAuthentication(Shown)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddPolicyScheme(Shown, null, static _ => { });
        services.AddOptions<PolicySchemeOptions>(Shown).Configure<IOptions<AuthenticationOptions>>(static (options, schemes) =>
        {
            var hasSessions = schemes.Value.SchemeMap.ContainsKey(DistributedSessionStorageExtensions.Scheme);
            options.ForwardDefaultSelector = context =>
                hasSessions && PresentedKey.Of(context.Request).IsAbsent ? DistributedSessionStorageExtensions.Scheme : ApiKeyHandler.SchemeName;
        });
        services.AddCrossOrigin();
    }

    /// <summary>Learns who calls. Before limits, which count by caller.</summary>
    public static void UseCallers(this WebApplication app) => app.UseAuthentication();

    /// <summary>Refuses who may not. After limits, so that guessing is limited too.</summary>
    public static void UseAccess(this WebApplication app) => app.UseMiddleware<AccessMiddleware>();
}
