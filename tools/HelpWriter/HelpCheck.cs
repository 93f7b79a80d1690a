namespace Ipc.HelpWriter;

/// <summary>What a reader would miss.</summary>
internal static class HelpCheck
{
    /// <summary>One line for each thing that is not there.</summary>
    public static IEnumerable<string> FindMissing(IReadOnlyList<CommandHelp> commands)
    {
        if (commands.Count == 0)
        {
            yield return "the module exports no cmdlet.";
        }

        foreach (CommandHelp help in commands)
        {
            string name = help.Command.Name;
            if (help.Synopsis.Length == 0)
            {
                yield return $"{name} has no synopsis (<summary> of the class).";
            }

            if (help.Description.Count == 0)
            {
                yield return $"{name} has no description (<remarks> of the class).";
            }

            if (!help.Examples.Any(example => example.Code.Length > 0))
            {
                yield return $"{name} has no example (<example> with <code>).";
            }

            foreach (ParameterHelp parameter in help.Parameters.Where(parameter => parameter.Description.Count == 0))
            {
                yield return $"{name} -{parameter.Name} has no description (<summary> of the property).";
            }
        }
    }
}
