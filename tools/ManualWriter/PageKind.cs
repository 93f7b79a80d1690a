namespace Ipc.ManualWriter;

/// <summary>How a page is made of its source.</summary>
internal enum PageKind
{
    /// <summary>A page in Markdown.</summary>
    Markdown,

    /// <summary>A cmdlet of the help file.</summary>
    Cmdlet,

    /// <summary>The list of all cmdlets.</summary>
    CmdletList,

    /// <summary>An about topic of Get-Help.</summary>
    Topic,

    /// <summary>A script, or another file that a page leads to.</summary>
    Code,

    /// <summary>A folder that a page leads to: the list of its files.</summary>
    Folder,
}
