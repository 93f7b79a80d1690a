# Draws docs/overview.svg: processes above, what they share below.
param([string] $Path = "$PSScriptRoot/../docs/overview.svg")
$shapes = [Collections.Generic.List[string]]::new()

function Add-Box([int] $X, [int] $Y, [int] $Width, [int] $Height, [string] $Fill, [string] $Stroke, [string[]] $Lines, [switch] $Code) {
    $shapes.Add("<rect x='$X' y='$Y' width='$Width' height='$Height' rx='8' fill='$Fill' stroke='$Stroke'/>")
    $at = $Y + $Height / 2 - ($Lines.Count - 1) * 9 + 5
    for ($i = 0; $i -lt $Lines.Count; $i++) {
        $font = if ($Code -and $i -gt 0) { " font-family='monospace' font-size='12'" } elseif ($i -eq 0) { " font-weight='bold'" }
        $shapes.Add("<text x='$($X + $Width / 2)' y='$($at + $i * 18)' text-anchor='middle'$font>$([Security.SecurityElement]::Escape($Lines[$i]))</text>")
    }
}

function Add-Arrow([int] $X1, [int] $Y1, [int] $X2, [int] $Y2, [string] $Color = '#336') {
    $shapes.Add("<line x1='$X1' y1='$Y1' x2='$X2' y2='$Y2' stroke='$Color' stroke-width='1.5' marker-end='url(#end)'/>")
}

Add-Box 10 10 240 70 '#eef4ff' '#6a8' 'your script (pwsh)', '1..100 | Send-IpcQueue $jobs' -Code
Add-Box 300 10 240 70 '#eef4ff' '#6a8' 'worker (pwsh)', 'Receive-IpcQueue $jobs -Lease' -Code
Add-Box 590 10 240 70 '#fdeeee' '#c66' 'worker (pwsh), killed', 'its lease and its lock come back' -Code
$shapes.Add("<rect x='10' y='150' width='820' height='130' rx='8' fill='#f8f8f2' stroke='#998'/>")
$shapes.Add("<text x='24' y='274' fill='#665'>shared memory: private to the user, repaired by whoever comes next</text>")
Add-Box 30 190 200 70 'white' '#888' '$jobs: a queue', '41 42 43 44 ...' -Code
Add-Box 250 190 170 70 'white' '#888' '$lock: a lock', 'held by one' -Code
Add-Box 440 190 170 70 'white' '#888' '$done: a value', '40' -Code
Add-Box 630 190 180 70 'white' '#888' '$results: a list', 'objects, live ones too' -Code
Add-Arrow 90 80 90 188
Add-Arrow 150 188 370 82
Add-Arrow 420 80 350 188
Add-Arrow 450 80 520 188
Add-Arrow 500 80 680 188
Add-Arrow 650 80 200 188 '#c66'
Add-Arrow 690 80 400 188 '#c66'
@"
<svg xmlns='http://www.w3.org/2000/svg' width='840' height='290' viewBox='0 0 840 290' font-family='sans-serif' font-size='14'>
<defs><marker id='end' markerWidth='8' markerHeight='8' refX='7' refY='4' orient='auto'><path d='M0,0 L8,4 L0,8 z' fill='#336'/></marker></defs>
<rect width='840' height='290' fill='white'/>
$($shapes -join "`n")
</svg>
"@ | Set-Content -Path $Path -NoNewline
