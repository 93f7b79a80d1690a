namespace Ipc.Primitives;

/// <summary>What has elements that a dynamic language reads and sets by their indexes.</summary>
internal interface IElements
{
    /// <summary>How many elements there are.</summary>
    int Length { get; }

    /// <summary>The type of each.</summary>
    Type ElementType { get; }

    /// <summary>What it is and is called, in the middle of a sentence.</summary>
    string Describe();

    /// <summary>Throws once the object has been removed, or was closed here.</summary>
    void ThrowIfUnusable();

    /// <summary>Sets some elements, after all values have been converted.</summary>
    /// <param name="indexes">Checked: each from 0 to the length less one.</param>
    /// <param name="values">As many, or one for all.</param>
    void SetAll(int[] indexes, Array values);
}
