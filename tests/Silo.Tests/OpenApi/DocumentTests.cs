using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.OpenApi;

public sealed class DocumentTests(LockersNode node)
{
    // LOCKERS_WRITE=1 dotnet test --project tests/Silo.Tests -c Release --filter-class "*OpenApi.DocumentTests" writes the committed one anew.
    [Fact]
    public async Task The_committed_document_is_what_a_node_serves()
    {
        var served = (await node.Client.Get("/openapi/v1.json").Done()).Text;
        if (Environment.GetEnvironmentVariable("LOCKERS_WRITE") == "1") await File.WriteAllTextAsync(ApiDocument.File, served, TestContext.Current.CancellationToken);
        var committed = await File.ReadAllTextAsync(ApiDocument.File, TestContext.Current.CancellationToken);

        Assert.True(committed == served, "docs/openapi.json is not what is served. CONTRIBUTING.md says how it is written anew.");
    }

    [Fact]
    public async Task Every_operation_is_served()
    {
        // What is asked for health takes any method.
        foreach (var operation in ApiDocument.Operations.Where(operation => !operation.Path.StartsWith("/health/", StringComparison.Ordinal)))
        {
            var answer = await RawConnection.Exchange(node.Address, "OPTIONS", operation.Target);

            Assert.True(
                answer.Status == 204 && answer.Headers["Allow"].Split(", ").Contains(operation.Method), $"{operation.Method} {operation.Target}: {answer}");
        }
    }

    [Fact]
    public async Task The_page_that_shows_it_comes_from_here()
    {
        var page = await RawConnection.Exchange(node.Address, "GET", "/scalar/");

        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("https://", page.Text, StringComparison.Ordinal);
    }
}
