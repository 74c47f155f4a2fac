using Microsoft.AspNetCore.Authorization;

namespace Lockers.Api.Security;

/// <summary>Says of endpoints which role they need.</summary>
internal static class RoleExtensions
{
    /// <summary>A part of a group, at the same path, whose endpoints need a role; of several, any is enough.</summary>
    public static RouteGroupBuilder For(this RouteGroupBuilder group, Role role) => group.MapGroup("").WithRole(role);

    /// <summary>Says that endpoints need a role; of several, any is enough.</summary>
    public static TBuilder WithRole<TBuilder>(this TBuilder endpoints, Role role)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(new NeededRole(role));
        return role == Role.Anonymous ? endpoints.AllowAnonymous() : endpoints.RequireAuthorization(Roles.Name(role));
    }

    /// <summary>Makes a policy for each role that an endpoint may need, and has an endpoint without one refused.</summary>
    public static void AddRoles(this AuthorizationOptions options)
    {
        foreach (var needed in (ReadOnlySpan<Role>)[.. Roles.All, Role.Peer | Role.Read])
        {
            string[] enough = [.. Roles.All.Where(held => Roles.Suffice(Roles.Closure(held), needed)).Select(Roles.Name)];
            options.AddPolicy(Roles.Name(needed), policy => policy.RequireRole(enough));
        }

        options.DefaultPolicy = options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
    }
}
