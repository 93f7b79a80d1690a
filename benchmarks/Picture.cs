using System.Globalization;
using System.Net;
using System.Text;

namespace Ipc.Benchmarks;

/// <summary>
/// The ratios as bars on a logarithmic scale: how much of the goal each reaches. A bar that passes the line has met it;
/// the thin line shows the lowest and the highest round.
/// </summary>
internal static class Picture
{
    private const int RowHeight = 20;
    private const int Left = 420;
    private const int Width = 560;
    private const int Top = 46;

    // From a tenth of the goal to ten times the goal.
    private const double Decades = 2;

    public static string Of(IReadOnlyList<BenchmarkResult> results)
    {
        (string Work, ControlResult Control)[] rows = [.. results
            .SelectMany(result => result.Controls.Where(control => control.Goal is not null).Select(control => (result.Work, control)))];
        int height = Top + (rows.Length * RowHeight) + 20;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Left + Width + 80}" height="{height}" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            <text x="10" y="20" font-size="14" font-weight="bold">How much of each goal is reached (median of the ratios to the control)</text>

            """);
        foreach (double mark in new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10 })
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line x1="{X(mark):F1}" y1="{Top - 6}" x2="{X(mark):F1}" y2="{height - 16}" stroke="{(mark == 1 ? "black" : "#ddd")}"/>
                <text x="{X(mark):F1}" y="{Top - 10}" text-anchor="middle">{mark}</text>

                """);
        }

        for (int i = 0; i < rows.Length; i++)
        {
            Append(svg, Top + (i * RowHeight), rows[i].Work, rows[i].Control);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder svg, int y, string work, ControlResult control)
    {
        double goal = control.Goal!.Value;
        double middle = X(control.Ratio.Median / goal);
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="{Left - 8}" y="{y + 14}" text-anchor="end">{WebUtility.HtmlEncode($"{work} : {control.Label}")}</text>
            <rect x="{Left}" y="{y + 3}" width="{middle - Left:F1}" height="{RowHeight - 6}" fill="{(control.Met == true ? "#4a9" : "#d75")}"/>
            <line x1="{X(control.Ratio.Low / goal):F1}" y1="{y + 10}" x2="{X(control.Ratio.High / goal):F1}" y2="{y + 10}" stroke="#333"/>
            <text x="{Left + Width + 6}" y="{y + 14}">{Table.Number(control.Ratio.Median)} of {Table.Number(goal)}</text>

            """);
    }

    private static double X(double part) => Left + (Math.Clamp((Math.Log10(part) + 1) / Decades, 0, 1) * Width);
}
