using System.Management.Automation.Host;

namespace Ipc.Host;

/// <summary>The terminal's size, for the layout of tables; nothing else of a screen is used or supported.</summary>
internal sealed class HostScreen : PSHostRawUserInterface
{
    private const int FallbackWidth = 80;
    private const int FallbackHeight = 24;

    /// <inheritdoc/>
    public override Size BufferSize
    {
        get => WindowSize;
        set => throw NotSupported();
    }

    /// <inheritdoc/>
    public override Size WindowSize
    {
        get
        {
            int width = Console.WindowWidth;
            int height = Console.WindowHeight;
            return new Size(width > 0 ? width : FallbackWidth, height > 0 ? height : FallbackHeight);
        }

        set => throw NotSupported();
    }

    /// <inheritdoc/>
    public override Size MaxWindowSize => WindowSize;

    /// <inheritdoc/>
    public override Size MaxPhysicalWindowSize => WindowSize;

    /// <inheritdoc/>
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    /// <inheritdoc/>
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    /// <inheritdoc/>
    public override Coordinates CursorPosition { get; set; }

    /// <inheritdoc/>
    public override Coordinates WindowPosition { get; set; }

    /// <inheritdoc/>
    public override int CursorSize { get; set; } = 25;

    /// <inheritdoc/>
    public override bool KeyAvailable => false;

    /// <inheritdoc/>
    public override string WindowTitle { get; set; } = "IpcHost";

    /// <inheritdoc/>
    public override void FlushInputBuffer()
    {
    }

    /// <inheritdoc/>
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotSupported();

    /// <inheritdoc/>
    public override KeyInfo ReadKey(ReadKeyOptions options) => throw NotSupported();

    /// <inheritdoc/>
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NotSupported();

    /// <inheritdoc/>
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotSupported();

    /// <inheritdoc/>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NotSupported();

    private static NotSupportedException NotSupported() => new("IpcHost has no screen buffer.");
}
