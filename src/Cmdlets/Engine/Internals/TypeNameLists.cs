using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>A way to make lists of type names, and the way to give those to objects.</summary>
/// <param name="Make">Makes a list.</param>
/// <param name="Set">Gives a copy of such a list to an object.</param>
internal sealed record TypeNameLists(Func<string[], Collection<string>> Make, Action<PSObject, Collection<string>> Set);
