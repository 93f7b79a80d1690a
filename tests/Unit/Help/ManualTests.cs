using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Help;

/// <summary>The manual: everything is in it, every link leads somewhere, and nothing is fetched from elsewhere.</summary>
public sealed partial class ManualTests(ManualFixture manual) : IClassFixture<ManualFixture>
{
    [Fact]
    public void Is_made_without_a_broken_link() => Assert.True(manual.ExitCode == 0, manual.Said);

    [Fact]
    public void Every_link_leads_to_a_file_and_a_place_in_it()
    {
        Dictionary<string, HashSet<string>> places = manual.Pages.ToDictionary(
            page => page, page => All(Place(), manual.Read(page)).ToHashSet());
        List<string> broken = [];
        int links = 0;
        foreach (string page in places.Keys)
        {
            foreach (string address in All(Link(), manual.Read(page)).Where(IsOwn))
            {
                links++;
                string[] parts = address.Split('#', 2);
                string target = parts[0].Length == 0 ? page : Resolve(page, parts[0]);
                bool isThere = parts.Length > 1 && parts[1].Length > 0
                    ? places.TryGetValue(target, out HashSet<string>? names) && names.Contains(parts[1])
                    : File.Exists(Path.Combine(manual.Folder, target));
                if (!isThere)
                {
                    broken.Add($"{page}: {address}");
                }
            }
        }

        Assert.True(links > 1000, $"{links} links only");
        Assert.Equal([], broken);
    }

    [Fact]
    public void Nothing_is_fetched_from_elsewhere()
    {
        IEnumerable<string> fetched = manual.Pages.Select(manual.Read).SelectMany(html => Fetched().Matches(html))
            .Concat(FetchedByStyle().Matches(manual.Read("manual.css")))
            .Select(match => match.Groups[1].Value);
        Assert.All(fetched, address => Assert.True(IsOwn(address), address));
        Assert.DoesNotContain("://", manual.Read("manual.js"), StringComparison.Ordinal);
        Assert.DoesNotContain("://", manual.Read("manual.css"), StringComparison.Ordinal);
    }

    // Get-Help -Online opens the first related link that has an address, and HelpUri says which that is.
    [Fact]
    public void Every_cmdlet_has_a_page_and_the_address_of_it()
    {
        using HostedShell shell = new();
        string[] addresses = [.. shell.Run("Get-Command -Module Ipc | ForEach-Object { \"$($_.Name) $($_.HelpUri)\" }")
            .Select(line => line!.ToString()!)];
        string[] roots = [.. addresses.Select(line => line.Split(' ')).Select(parts =>
        {
            string path = $"cmdlets/{parts[0]}.html";
            Assert.Contains(path, manual.Pages);
            Assert.EndsWith("/" + path, parts[1], StringComparison.Ordinal);
            return parts[1][..^path.Length];
        }).Distinct()];

        Assert.Equal(Uri.UriSchemeHttps, new Uri(Assert.Single(roots), UriKind.Absolute).Scheme);
        Assert.True(addresses.Length > 80);
    }

    [Fact]
    public void The_page_of_a_cmdlet_says_what_its_help_says()
    {
        using HostedShell shell = new();
        string page = WebUtility.HtmlDecode(Tag().Replace(manual.Read("cmdlets/Receive-IpcQueue.html"), ""));
        string[] said = [.. shell.Run("""
            $help = Get-Help Receive-IpcQueue
            $help.Synopsis
            $help.description.Text
            $help.parameters.parameter | ForEach-Object { "-$($_.name)"; $_.description.Text }
            $help.examples.example | ForEach-Object { $_.code.Trim(); $_.remarks.Text }
            $help.relatedLinks.navigationLink | Where-Object { -not $_.uri } | ForEach-Object linkText
            """).Select(text => text!.ToString()!.Trim()).Where(text => text.Length > 0)];

        Assert.True(said.Length > 30);
        Assert.All(said, text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("index.html", "kinds/queue.html")]
    [InlineData("kinds/lock.html", "cmdlets/Use-IpcLock.html")]
    [InlineData("kinds/worker.html", "recipes/MovedFromJobs.html")]
    [InlineData("topics/about_Ipc.html", "cmdlets/Start-IpcWorker.html")]
    [InlineData("recipes/index.html", "recipes/OneInstance.html")]
    [InlineData("errors.html", "cmdlets/Get-IpcObject.html")]
    [InlineData("cmdlets/Receive-IpcQueue.html", "errors.html#ipctimeout")]
    [InlineData("design/in-flight.html", "files/docs/design/models/inflight.pml.html")]
    public void Pages_lead_to_each_other(string page, string to) =>
        Assert.Contains(to, Link().Matches(Body(page)).Select(match => Resolve(page, match.Groups[1].Value)));

    [Fact]
    public void The_search_knows_the_words_of_every_page()
    {
        string script = manual.Read("search-index.js");
        string list = script[script.IndexOf('[', StringComparison.Ordinal)..script.LastIndexOf(';')];
        string[][] index = JsonSerializer.Deserialize<string[][]>(list)!;
        Assert.Equal(manual.Pages.Order(), index.Select(page => page[2]).Order());
        Assert.All(index, page => Assert.True(page[0].Length > 0 && page[3].Contains(' ', StringComparison.Ordinal)));
        string queue = index.Single(page => page[2] == "kinds/queue.html")[3];
        Assert.Contains("Receive-IpcQueue $q -Peek looks, and leaves it there", queue, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_other_files_is_left_alone()
    {
        string folder = Directory.CreateTempSubdirectory("ipc-manual-").FullName;
        string other = Path.Combine(folder, "mine.txt");
        File.WriteAllText(other, "mine");
        (int exitCode, _, string error) = ManualFixture.Make(folder);

        Assert.Equal(66, exitCode);
        Assert.Contains("other files", error, StringComparison.Ordinal);
        Assert.Equal([other], Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder, recursive: true);
    }

    private string Body(string page) => manual.Read(page).Split("<main")[1];

    private static IEnumerable<string> All(Regex what, string html) =>
        what.Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    private static bool IsOwn(string address) =>
        !Uri.TryCreate(address, UriKind.Absolute, out _) && !address.StartsWith("//", StringComparison.Ordinal);

    private static string Resolve(string page, string address) =>
        Uri.UnescapeDataString(new Uri(new Uri("https://manual.example/" + page), address).PathAndQuery.TrimStart('/'))
        + new Uri(new Uri("https://manual.example/" + page), address).Fragment;

    [GeneratedRegex(@"\bid=""([^""]*)""")]
    private static partial Regex Place();

    [GeneratedRegex(@"<(?:a|img|link|script)\b[^>]*?\b(?:href|src)=""([^""]*)""")]
    private static partial Regex Link();

    [GeneratedRegex(@"<(?!a\b)\w+\b[^>]*?\b(?:href|src|srcset|data|poster)=""([^""]*)""")]
    private static partial Regex Fetched();

    [GeneratedRegex(@"(?:url\(|@import)\s*['""]?([^'"")]*)")]
    private static partial Regex FetchedByStyle();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
