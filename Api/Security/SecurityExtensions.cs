using Lockers.Api.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Security;

/// <summary>Keys and roles, and protection against web pages of other sites, for every program that serves HTTP.</summary>
internal static class SecurityExtensions
{
    /// <summary>The configuration section of keys.</summary>
    public const string AuthSection = $"{ConfigurationKeys.Section}:Auth";

    /// <summary>The configuration section of other sites.</summary>
    public const string CorsSection = $"{ConfigurationKeys.Section}:Cors";

    /// <summary>Adds it. Idempotent.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(KeyRing))) return services;
        services.AddSingleton<KeyRing>();
        services.AddSingleton<HotKeys>();
        services.AddSingleton<UnknownKeyLog>();
        services.AddOptions<AuthOptions>().BindConfiguration(AuthSection)
            .Configure<IConfiguration>((options, configuration) => options.SaysAnonymous = configuration[$"{AuthSection}:{nameof(options.Anonymous)}"] is not null)
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuthOptions>, AuthOptionsValidator>());
        services.AddOptions<SiteOptions>().BindConfiguration(CorsSection).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SiteOptions>, SiteOptionsValidator>());
        services.AddAuthentication(KeyHandler.Scheme).AddScheme<AuthenticationSchemeOptions, KeyHandler>(KeyHandler.Scheme, null);
        services.AddAuthorization(options => options.AddRoles());
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<SiteOptions>>((cors, sites) => cors.AddDefaultPolicy(policy =>
            policy.WithOrigins([.. sites.Value.Each]).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("*")));

        // Without keys there is no authorization, and with them HotKeys stands in for it; that no endpoint goes by both is tested.
        services.Configure<RouteOptions>(routes => routes.SuppressCheckForUnhandledSecurityMetadata = true);
        return services;
    }

    /// <summary>Adds its middleware: behind routing, before everything that does something.</summary>
    public static WebApplication UseSecurity(this WebApplication app)
    {
        // Otherwise the application adds them before routing, where there is no endpoint yet.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        app.UseMiddleware<HostGate>();
        if (app.Services.GetRequiredService<IOptions<SiteOptions>>().Value.Each.Any()) app.UseCors();
        app.UseMiddleware<SiteGate>();
        if (!app.Services.GetRequiredService<KeyRing>().HasKeys)
        {
            app.WarnWhereOpen();
            return app;
        }

        var hot = app.Services.GetRequiredService<HotKeys>();

        // What has no endpoint is not found, and what is asked for by a wrong method is told the right one, by anybody.
        app.UseWhen(
            context => context.GetEndpoint() is RouteEndpoint && !hot.Lets(context),
            guarded => guarded.UseAuthentication().UseAuthorization());
        return app;
    }
}
