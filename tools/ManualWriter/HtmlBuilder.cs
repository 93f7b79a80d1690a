using System.Text;

namespace Ipc.ManualWriter;

/// <summary>HTML that is put together piece by piece.</summary>
internal sealed class HtmlBuilder
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds what is HTML already.</summary>
    public HtmlBuilder Add(string html)
    {
        _text.Append(html);
        return this;
    }

    /// <summary>Adds one after the other.</summary>
    public HtmlBuilder AddEach(IEnumerable<string> pieces)
    {
        _text.AppendJoin(null, pieces);
        return this;
    }

    /// <summary>All of it.</summary>
    public override string ToString() => _text.ToString();
}
