using AIKernel.Caching.Redis;
using AIKernel.Caching.Redis.Sessions;
using AIKernel.Caching.Redis.State;
using AIKernel.Catalog.Api.Configuration.Sections;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace AIKernel.Catalog.Api.Sessions;

/// <summary>Composes sessions that all nodes share, and the keys that protect their cookies, from the section <c>State</c>.</summary>
public static class DistributedSessionStorageExtensions
{
    /// <summary>The authentication scheme of people who signed in: a cookie that stands for a session.</summary>
    public const string Scheme = "Session";

    /// <summary>
    /// With <c>State:Sessions:Enabled</c>: adds <see cref="ISessionService"/>, ASP.NET Core's session and the cookie scheme
    /// <see cref="Scheme"/>, all in the Redis that holds state, data protection with a ring that nodes share, and the health
    /// check <c>state</c>. Without it: nothing but the settings. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddDistributedSessionStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<StateConfiguration>(configuration);
        if (!IsEnabled(configuration) || services.Any(static service => service.ServiceType == typeof(SessionTickets))) return services;
        services.AddState(configuration);
        services.AddSingleton(static provider => LimitsOf(provider.GetRequiredService<IOptions<StateConfiguration>>().Value.Sessions));
        services.AddRedisSessions();
        services.AddSharedKeyRing();
        services.AddWebSessions();
        services.AddSingleton<SessionTickets>();
        services.AddCookieScheme();
        return services;
    }

    /// <summary>
    /// With <c>State:Sessions:Enabled</c>: lets requests have a session, and who signed in be known. While sessions cannot
    /// be reached, requests that bring one are answered 503.
    /// </summary>
    public static WebApplication UseDistributedSessionStorage(this WebApplication app)
    {
        if (!IsEnabled(app.Configuration)) return app;
        app.UseMiddleware<StateOutageMiddleware>();
        if (!app.Services.GetRequiredService<IOptions<StateConfiguration>>().Value.Sessions.IsEssential)
            app.UseCookiePolicy(new() { CheckConsentNeeded = static _ => true, MinimumSameSitePolicy = SameSiteMode.Unspecified, HttpOnly = HttpOnlyPolicy.None });
        app.UseSession();
        return app;
    }

    /// <summary>The Redis that holds state, if there is any: its own, else the cache's. With the health check <c>state</c>.</summary>
    internal static void AddState(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(static service => service.ServiceType == typeof(StateRedis))) return;
        var state = configuration.GetSection(StateConfiguration.SectionName).Get<StateConfiguration>() ?? new();
        var cache = configuration.GetSection("Caching:Redis").Get<RedisConfiguration>() ?? new();
        if (state.HasRedis) services.AddStateRedis(state.Redis);
        else if (cache.IsTold()) services.AddStateRedisOfCache();
        else return;
        services.AddHealthChecks().AddCheck<StateHealthCheck>("state", HealthStatus.Degraded, ["state"]);
    }

    private static void AddSharedKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName(KeyRingSetup.ApplicationName);
        services.AddSingleton<RingKeys>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, KeyRingSetup>();
    }

    /// <summary>ASP.NET Core's session over a distributed cache of its own: the catalog's cache is another thing and never mixes with it.</summary>
    private static void AddWebSessions(this IServiceCollection services)
    {
        services.AddSingleton<ISessionStore>(static provider =>
            new DistributedSessionStore(new WebSessionCache(provider.GetRequiredService<StateRedis>()), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSession();
        services.AddOptions<SessionOptions>().Configure<IOptions<StateConfiguration>, IHostEnvironment>(static (options, state, environment) =>
        {
            options.Cookie = new SessionCookie(state.Value.Sessions.CookieName, state, environment);
            options.IdleTimeout = TimeSpan.FromSeconds(state.Value.Sessions.IdleSeconds);
            options.IOTimeout = TimeSpan.FromSeconds(5);
        });
    }

    private static void AddCookieScheme(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<CookieAuthenticationOptions>, PostConfigureCookieAuthenticationOptions>());
        services.AddAuthentication().AddScheme<CookieAuthenticationOptions, SessionHandler>(Scheme, null);
        services.AddOptions<CookieAuthenticationOptions>(Scheme)
            .Configure<SessionTickets, IOptions<StateConfiguration>, IHostEnvironment>(static (options, tickets, state, environment) => Configure(options, tickets, state, environment));
    }

    private static void Configure(CookieAuthenticationOptions options, SessionTickets tickets, IOptions<StateConfiguration> state, IHostEnvironment environment)
    {
        options.Cookie = new SessionCookie(state.Value.Sessions.CookieName + "_login", state, environment);
        options.SessionStore = tickets;
        // The session itself says when it ends; the cookie must only not end before it.
        options.ExpireTimeSpan = TimeSpan.FromSeconds(state.Value.Sessions.LongestSeconds);
        options.SlidingExpiration = false;
        options.Events.OnValidatePrincipal = SessionKeys.ValidateAsync;
        // An API has no login page to send anybody to.
        options.Events.OnRedirectToLogin = static context => Answer(context.Response, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = static context => Answer(context.Response, StatusCodes.Status403Forbidden);

        static Task Answer(HttpResponse response, int status)
        {
            response.StatusCode = status;
            return Task.CompletedTask;
        }
    }

    private static SessionLimits LimitsOf(SessionConfiguration sessions) => new()
    {
        Idle = TimeSpan.FromSeconds(sessions.IdleSeconds),
        Longest = TimeSpan.FromSeconds(sessions.LongestSeconds),
        MaxPerUser = sessions.MaxPerUser,
    };

    internal static bool IsEnabled(IConfiguration configuration) => configuration.GetValue<bool>("State:Sessions:Enabled");
}
