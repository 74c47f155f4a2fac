using System.Text;
using System.Text.RegularExpressions;
using Lockers.Api.Page;

namespace Lockers.Api.Tests.Page;

public sealed partial class PageFilesTests
{
    private const int MaxBytes = 150 * 1024;

    public static TheoryData<string> Scripts => [.. PageFiles.All.Keys.Where(IsScript).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Own => [.. PageFiles.All.Keys.Where(name => !name.StartsWith("vendor/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_whole_page_is_at_most_150_KB_as_browsers_get_it_over_http()
    {
        // Over http browsers take gzip, which is the larger of the two.
        var sizes = PageFiles.All.Where(file => !file.Key.EndsWith("LICENSE", StringComparison.Ordinal))
            .ToDictionary(file => file.Key, file => file.Value.Content("gzip").Length);

        Assert.True(sizes.Values.Sum() <= MaxBytes, string.Join('\n', sizes.OrderByDescending(size => size.Value).Select(size => $"{size.Value} {size.Key}")));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void What_a_module_imports_is_there(string name)
    {
        // Comments name the types of libraries.
        var imports = Import().Matches(Comment().Replace(Text(name), "")).Select(match => match.Groups[1].Value).ToList();

        // The views, which the shell finds by their names.
        imports.RemoveAll(import => import.Contains("${", StringComparison.Ordinal));
        foreach (var import in imports)
        {
            Assert.Matches("^\\.\\.?/", import);
            Assert.Contains(new Uri(new Uri($"http://page/{name}"), import).AbsolutePath[1..], PageFiles.All.Keys);
        }
    }

    [Fact]
    public void Every_view_of_the_shell_is_there()
    {
        var views = View().Matches(Text("app.js")).Select(match => $"views/{match.Groups[1].Value}.js").ToList();

        Assert.NotEmpty(views);
        Assert.Empty(views.Except(PageFiles.All.Keys));
    }

    [Fact]
    public void What_the_page_names_is_there()
    {
        var named = Named().Matches(Text("index.html")).Select(match => match.Groups[1].Value).Where(name => name != "/").ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(PageFiles.All.Keys));
    }

    [Fact]
    public void The_page_has_no_script_or_style_inline()
    {
        var text = Text("index.html");

        Assert.DoesNotMatch("<script(?![^>]* src=)", text);
        Assert.DoesNotMatch("<style|\\sstyle=|\\son[a-z]+=", text);
    }

    [Theory]
    [MemberData(nameof(Own))]
    public void Nothing_is_taken_from_another_host(string name)
    {
        var hosts = Host().Matches(Text(name)).Select(match => match.Value).Where(host => host != "http://www.w3.org").ToList();

        Assert.Empty(hosts);
    }

    [Fact]
    public void Every_library_has_its_licence()
    {
        var libraries = PageFiles.All.Keys.Where(name => name.StartsWith("vendor/", StringComparison.Ordinal)).Select(name => name.Split('/')[1]).Distinct();

        Assert.All(libraries, library => Assert.Contains($"vendor/{library}/LICENSE", PageFiles.All.Keys));
    }

    private static bool IsScript(string name) => name.EndsWith(".js", StringComparison.Ordinal) || name.EndsWith(".mjs", StringComparison.Ordinal);

    private static string Text(string name) => Encoding.UTF8.GetString(PageFiles.All[name].Content(encoding: null).Span);

    [GeneratedRegex("""(?:\bfrom\s*|\bimport\s*\(?\s*)["'`]([^"'`]+)["'`]""")]
    private static partial Regex Import();

    [GeneratedRegex("/\\*.*?\\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("\\{ view: '([a-z]+)'")]
    private static partial Regex View();

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Named();

    [GeneratedRegex("https?://[a-z0-9.-]+\\.[a-z]+", RegexOptions.IgnoreCase)]
    private static partial Regex Host();
}
