using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ipc.Tests.Layout;

/// <summary>
/// The sources of one project as the compiler understands them: which file uses what, and where that is declared.
/// </summary>
internal sealed class SourceModel
{
    private const string Implicit =
        "global using System; global using System.Collections.Generic; global using System.IO; global using "
            + "System.Linq; "
        + "global using System.Threading; global using System.Threading.Tasks;";

    private readonly string _root;
    private readonly CSharpCompilation _compilation;
    private readonly Func<SyntaxTree, bool> _isLookedAt;
    private readonly Lazy<(SourcePlace At, ISymbol Symbol)[]> _uses;

    private SourceModel(string root, CSharpCompilation compilation, Func<SyntaxTree, bool> isLookedAt)
    {
        (_root, _compilation, _isLookedAt) = (root, compilation, isLookedAt);
        _uses = new(() => [.. FindUses()]); // Several rules ask, and the compiler takes its time.
    }

    private IEnumerable<SyntaxTree> Trees => _compilation.SyntaxTrees.Where(_isLookedAt);

    public static SourceModel Of(string project, params Type[] references)
    {
        string root = Path.Combine(Repository.Root, "src", project);
        IEnumerable<SyntaxTree> trees = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(root, path).StartsWith("obj", StringComparison.Ordinal))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path));
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        string own = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Ipc." + project, // By this name the other project's internals are visible.
            trees.Append(CSharpSyntaxTree.ParseText(Implicit)),
            platform.Split(Path.PathSeparator).Where(path => Path.GetDirectoryName(path) == own)
                .Concat(references.Select(type => type.Assembly.Location))
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return new SourceModel(root, compilation, tree => tree.FilePath.Length > 0);
    }

    /// <summary>The same with one more file, which alone is looked at.</summary>
    public SourceModel With(string file, string text)
    {
        SyntaxTree planted = CSharpSyntaxTree.ParseText(text, path: Path.Combine(_root, file));
        return new(_root, _compilation.AddSyntaxTrees(planted), tree => tree == planted);
    }

    /// <summary>Each name in the code of a file, and what it stands for.</summary>
    public IEnumerable<(SourcePlace At, ISymbol Symbol)> Uses() => _uses.Value;

    /// <summary>Each text in the code of a file that is no comment.</summary>
    public IEnumerable<(SourcePlace At, string Text)> Texts() => Trees
        .SelectMany(tree => tree.GetRoot().DescendantTokens())
        .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken))
        .Select(token => (PlaceOf(token.Parent!), token.ValueText));

    /// <summary>Each file with all that stands in it, comments too.</summary>
    public IEnumerable<(string File, string Text)> Files() => Trees
        .Select(tree => (Path.GetRelativePath(_root, tree.FilePath), tree.ToString()));

    /// <summary>
    /// The folders in which something of this project is declared; none for what is not of this project.
    /// </summary>
    public IEnumerable<string> FoldersOf(ISymbol symbol) => symbol.OriginalDefinition.Locations
        .Where(location => location.IsInSource && location.SourceTree!.FilePath.Length > 0)
        .Select(location => FolderOf(location.SourceTree!.FilePath));

    private IEnumerable<(SourcePlace At, ISymbol Symbol)> FindUses()
    {
        foreach (SyntaxTree tree in Trees)
        {
            SemanticModel model = _compilation.GetSemanticModel(tree);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (model.GetSymbolInfo(name).Symbol is { } symbol and not INamespaceSymbol)
                {
                    yield return (PlaceOf(name), symbol);
                }
            }
        }
    }

    private SourcePlace PlaceOf(SyntaxNode node)
    {
        string path = node.SyntaxTree.FilePath;
        int line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        return new SourcePlace(FolderOf(path), Path.GetRelativePath(_root, path), line);
    }

    private string FolderOf(string path) => Path.GetRelativePath(_root, path).Split(Path.DirectorySeparatorChar)[0];
}
