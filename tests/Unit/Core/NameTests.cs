using Ipc.Model;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class NameTests
{
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData(".hidden")]
    [InlineData("-rf")]
    [InlineData("_x")]
    [InlineData(" x")]
    [InlineData("x ")]
    [InlineData("x.")]
    [InlineData("~0123456789abcdef0123456789abcdef")]
    [InlineData("a:b")]
    [InlineData("a*")]
    [InlineData("a?b")]
    [InlineData("a|b")]
    [InlineData("a\"b")]
    [InlineData("a<b>")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u007fb")]
    [InlineData("a\u0085b")]
    [InlineData("ä")]
    [InlineData("a\u202eb")]
    [InlineData("a\ud800")]
    [InlineData("日本")]
    [InlineData("CON")]
    [InlineData("con")]
    [InlineData("nul.txt")]
    [InlineData("COM1")]
    [InlineData("lpt9.a.b")]
    [InlineData("aux .x")]
    public void A_bad_name_is_refused_and_nothing_is_made(string name)
    {
        Assert.Equal(IpcError.InvalidName, Eventually.ErrorOf(() => IpcLock.Create(name)));
        Assert.DoesNotContain(Directory.EnumerateFiles(TestHome.Path), path => Path.GetFileName(path) == name);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("~../../../../etc/passwd")]
    [InlineData("~0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("~")]
    [InlineData("CON")]
    public void A_bad_name_or_id_is_refused_by_opening_too(string name) =>
        Assert.Equal(IpcError.InvalidName, Eventually.ErrorOf(() => IpcLock.Open(name)));

    [Fact]
    public void A_name_has_a_hundred_characters_at_the_most()
    {
        using IpcLock longest = IpcLock.Create(new string('n', IpcName.Longest));
        Assert.Equal(IpcError.InvalidName, Eventually.ErrorOf(() => IpcLock.Create(new string('n', 101))));
        Assert.Equal(IpcError.InvalidName, Eventually.ErrorOf(() => IpcLock.Create(new string('n', 300))));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("My queue-1.2_b")]
    [InlineData("console")]
    [InlineData("com10")]
    public void A_good_name_is_taken_and_kept_as_it_was_written(string name)
    {
        using IpcLock made = IpcLock.Create(name);
        Assert.Equal(name, made.Name);
        using IpcLock same = IpcLock.Open(name.ToUpperInvariant());
        Assert.Equal(name, same.Name);
    }

    [Fact]
    public void An_anonymous_object_has_an_id_by_which_it_is_opened()
    {
        using IpcLock made = IpcLock.Create();
        Assert.Null(made.Name);
        Assert.Matches("^~[0-9a-f]{32}$", made.Id);
        using IpcLock same = IpcLock.Open(made.Id);
        made.Enter();
        Assert.True(same.IsHeld);
    }
}
