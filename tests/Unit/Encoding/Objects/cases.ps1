# The objects of docs/objects.md: one a line, made anew in each process that needs it. A collection stands behind a comma, so that it is
# one object. 'Types' says that only the names of its members can be compared, since their values never stay the same.
function Made([string] $code) { & ([scriptblock]::Create($code)) }

@(
    @{ Section = 'Nothing' }
    @{ Name = '$null'; Value = { $null } }
    @{ Name = '[DBNull]::Value'; Value = { [DBNull]::Value } }
    @{ Name = 'AutomationNull'; Value = { [System.Management.Automation.Internal.AutomationNull]::Value } }

    @{ Section = 'Numbers and characters' }
    @{ Name = '[bool]'; Value = { $true } }
    @{ Name = '[sbyte]'; Value = { [sbyte]-5 } }
    @{ Name = '[byte]'; Value = { [byte]200 } }
    @{ Name = '[int16]'; Value = { [int16]::MinValue } }
    @{ Name = '[uint16]'; Value = { [uint16]::MaxValue } }
    @{ Name = '[int]'; Value = { [int]::MinValue } }
    @{ Name = '[uint]'; Value = { [uint32]::MaxValue } }
    @{ Name = '[long]'; Value = { [long]::MinValue } }
    @{ Name = '[ulong]'; Value = { [ulong]::MaxValue } }
    @{ Name = '[Int128]'; Value = { [Int128]::MinValue } }
    @{ Name = '[UInt128]'; Value = { [UInt128]::MaxValue } }
    @{ Name = '[Half]'; Value = { [Half]1.5 } }
    @{ Name = '[single]'; Value = { [single]0.1 } }
    @{ Name = '[single] NaN'; Value = { [single]::NaN } }
    @{ Name = '[double]'; Value = { 0.1 } }
    @{ Name = '[double] NaN'; Value = { [double]::NaN } }
    @{ Name = '[double] -0.0'; Value = { -0.0 } }
    @{ Name = '[double] infinity'; Value = { [double]::PositiveInfinity } }
    @{ Name = '[double] -infinity'; Value = { [double]::NegativeInfinity } }
    @{ Name = '[decimal]'; Value = { 1.50d } }
    @{ Name = '[bigint]'; Value = { [bigint]::Pow(2, 100) } }
    @{ Name = '[System.Numerics.Complex]'; Value = { [System.Numerics.Complex]::new(1, -2) } }
    @{ Name = '[char]'; Value = { [char]'x' } }
    @{ Name = '[char], half of a surrogate pair'; Value = { [char]0xD83D } }

    @{ Section = 'Strings' }
    @{ Name = '[string]'; Value = { 'text' } }
    @{ Name = '[string], empty' ; Value = { '' } }
    @{ Name = '[string], beyond 16 bits'; Value = { "`u{1F600}" } }
    @{ Name = '[string], NUL inside'; Value = { "a`0b" } }
    @{ Name = '[string], control characters'; Value = { "`e[1m`r`n`u{FFFE}" } }
    @{ Name = '[string], half of a surrogate pair'; Value = { "a$([char]0xDE00)b" } }
    @{ Name = '[string], looks like an escape'; Value = { '_x000A_' } }
    @{ Name = '[string], 64 MiB'; Value = { [string]::new([char]'x', 64MB) } }

    @{ Section = 'Arrays' }
    @{ Name = '[object[]], mixed'; Value = { , @(1, 'two', $null, 3.0) } }
    @{ Name = '[object[]], empty'; Value = { , @() } }
    @{ Name = '[object[]], nested'; Value = { , @(1, @(2, @(3, @(4, @(5, @(6)))))) } }
    @{ Name = '[byte[]]'; Value = { , [byte[]](1, 2, 255) } }
    @{ Name = '[byte[]], empty'; Value = { , [byte[]]@() } }
    @{ Name = '[int[]]'; Value = { , [int[]](1, 2, 3) } }
    @{ Name = '[int[]], empty'; Value = { , [int[]]@() } }
    @{ Name = '[double[]]'; Value = { , [double[]](1, [double]::NaN, -0.0) } }
    @{ Name = '[bool[]]'; Value = { , [bool[]]($true, $false) } }
    @{ Name = '[char[]]'; Value = { , [char[]]'ab' } }
    @{ Name = '[string[]]'; Value = { $texts = [string[]]::new(3); $texts[0] = 'a'; , $texts } }
    @{ Name = '[sbyte[]], [int16[]], [uint16[]], [uint[]], [long[]], [ulong[]]'; Value = { , @([sbyte[]](-1, 1), [int16[]](-1, 1), [uint16[]](0, 1), [uint[]](0, 1), [long[]](-1, 1), [ulong[]](0, 1)) } }
    @{ Name = '[single[]], [Half[]], [decimal[]], [Int128[]]'; Value = { , @([single[]](1, 2), [Half[]](1, 2), [decimal[]](1, 2), [Int128[]](1, 2)) } }
    @{ Name = '[datetime[]], [guid[]], [timespan[]], [version[]]'; Value = { , @([datetime[]]('2020-01-02', '2020-01-03'), [guid[]]([guid]::Empty), [timespan[]]('1:00', '2:00'), [version[]]('1.2', '1.3')) } }
    @{ Name = '[DayOfWeek[]]'; Value = { , [DayOfWeek[]]('Monday', 'Friday') } }
    @{ Name = '[int[,]]'; Value = { $grid = [int[,]]::new(2, 3); $grid[1, 2] = 5; , $grid } }
    @{ Name = '[string[,,]]'; Value = { $grid = [string[,,]]::new(2, 1, 2); $grid[1, 0, 1] = 'x'; , $grid } }
    @{ Name = '[int[][]]'; Value = { , [int[][]]((1, 2), (3, 4, 5)) } }
    @{ Name = '[hashtable[]]'; Value = { , [hashtable[]](@{ a = 1 }, @{ b = 2 }) } }

    @{ Section = 'Collections' }
    @{ Name = '[List[int]]'; Value = { , [System.Collections.Generic.List[int]](1, 2) } }
    @{ Name = '[List[string]], empty'; Value = { , [System.Collections.Generic.List[string]]::new() } }
    @{ Name = '[List[object]]'; Value = { , [System.Collections.Generic.List[object]](1, 'two', @(3)) } }
    @{ Name = '[ArrayList]'; Value = { , [System.Collections.ArrayList](1, 'two') } }
    @{ Name = '[HashSet[string]], ignores case'; Value = { , [System.Collections.Generic.HashSet[string]]::new([string[]]('a', 'B'), [StringComparer]::OrdinalIgnoreCase) } }
    @{ Name = '[HashSet[int]]'; Value = { , [System.Collections.Generic.HashSet[int]]::new([int[]](3, 1)) } }
    @{ Name = '[Queue]'; Value = { , [System.Collections.Queue]::new(@(1, 'two')) } }
    @{ Name = '[Stack]'; Value = { , [System.Collections.Stack]::new(@(1, 'two')) } }
    @{ Name = '[Queue[int]]'; Value = { , [System.Collections.Generic.Queue[int]]::new([int[]](1, 2)) } }
    @{ Name = '[Stack[string]]'; Value = { , [System.Collections.Generic.Stack[string]]::new([string[]]('a', 'b')) } }
    @{ Name = '[LinkedList[int]]'; Value = { , [System.Collections.Generic.LinkedList[int]]::new([int[]](1, 2)) } }
    @{ Name = '[SortedSet[int]]'; Value = { , [System.Collections.Generic.SortedSet[int]]::new([int[]](2, 1)) } }
    @{ Name = '[ConcurrentQueue[int]]'; Value = { , [System.Collections.Concurrent.ConcurrentQueue[int]]::new([int[]](1, 2)) } }
    @{ Name = '[ReadOnlyCollection[int]]'; Value = { , [System.Collections.ObjectModel.ReadOnlyCollection[int]]::new([int[]](1, 2)) } }
    @{ Name = '[Collection[object]]'; Value = { , [System.Collections.ObjectModel.Collection[object]]::new() } }

    @{ Section = 'Dictionaries' }
    @{ Name = '@{}'; Value = { @{ Name = 'x'; Count = 2 } } }
    @{ Name = '@{}, empty'; Value = { @{} } }
    @{ Name = '@{}, nested'; Value = { @{ a = @{ b = @{ c = @(1, @{ d = 2 }) } } } } }
    @{ Name = '@{}, keys of many types'; Value = { @{ 1 = 'int'; 2L = 'long'; 'a' = 'string'; [guid]::Empty = 'guid'; $true = 'bool'; [DayOfWeek]::Monday = 'enum' } } }
    @{ Name = '[hashtable], minds case'; Value = { $table = [hashtable]::new(); $table['a'] = 1; $table['A'] = 2; $table } }
    @{ Name = '[ordered]@{}'; Value = { [ordered]@{ z = 1; a = 2; m = 3 } } }
    @{ Name = '[Dictionary[string,int]]'; Value = { $table = [System.Collections.Generic.Dictionary[string, int]]::new(); $table['a'] = 1; $table } }
    @{ Name = '[Dictionary[string,object]], ignores case'; Value = { $table = [System.Collections.Generic.Dictionary[string, object]]::new([StringComparer]::OrdinalIgnoreCase); $table['a'] = @(1); $table } }
    @{ Name = '[Dictionary[int,string]], empty'; Value = { [System.Collections.Generic.Dictionary[int, string]]::new() } }
    @{ Name = '[SortedList]'; Value = { [System.Collections.SortedList]@{ b = 1; a = 2 } } }
    @{ Name = '[SortedDictionary[string,int]]'; Value = { $table = [System.Collections.Generic.SortedDictionary[string, int]]::new(); $table['b'] = 1; $table['a'] = 2; $table } }
    @{ Name = '[ConcurrentDictionary[string,int]]'; Value = { $table = [System.Collections.Concurrent.ConcurrentDictionary[string, int]]::new(); $table['a'] = 1; $table } }

    @{ Section = 'Objects of PowerShell' }
    @{ Name = '[pscustomobject]'; Value = { [pscustomobject]@{ Zebra = 1; Apple = 'two'; None = $null } } }
    @{ Name = '[pscustomobject], no properties'; Value = { [pscustomobject]@{} } }
    @{ Name = '[pscustomobject], nested five deep'; Value = { [pscustomobject]@{ a = [pscustomobject]@{ b = [pscustomobject]@{ c = [pscustomobject]@{ d = [pscustomobject]@{ e = 1 } } } } } } }
    @{ Name = '[pscustomobject], a type name'; Value = { [pscustomobject]@{ PSTypeName = 'My.Thing'; A = 1 } } }
    @{ Name = '[pscustomobject], alias property'; Value = { $o = [pscustomobject]@{ A = 1 }; $o.PSObject.Properties.Add([psaliasproperty]::new('B', 'A')); $o } }
    @{ Name = '[pscustomobject], script property'; Value = { $o = [pscustomobject]@{ A = 20 }; $o.PSObject.Properties.Add([psscriptproperty]::new('Twice', { $this.A * 2 })); $o } }
    @{ Name = '[pscustomobject], holds collections'; Value = { [pscustomobject]@{ Array = @(1, 2); Empty = @(); Table = @{ k = [datetime]::UnixEpoch }; Ints = [int[]](1, 2) } } }
    @{ Name = '[string] with a note'; Value = { $o = [psobject]::AsPSObject('text'); $o.PSObject.Properties.Add([psnoteproperty]::new('Note', 5)); $o } }
    @{ Name = '[int] with a note'; Value = { $o = [psobject]::AsPSObject(42); $o.PSObject.Properties.Add([psnoteproperty]::new('Unit', 'kg')); $o } }
    @{ Name = '[hashtable] with a note'; Value = { $o = [psobject]::AsPSObject(@{ a = 1 }); $o.PSObject.Properties.Add([psnoteproperty]::new('Note', 'n')); $o } }
    @{ Name = '[object[]] with a note'; Value = { $o = [psobject]::AsPSObject(@(1, 2)); $o.PSObject.Properties.Add([psnoteproperty]::new('Note', 'n')); , $o } }
    @{ Name = 'class of PowerShell'; Value = { Made 'class Point { [int] $X = 1; [string] $Name = "p" }; [Point]::new()' } }
    @{ Name = 'class of PowerShell, derived, nested'; Value = { Made 'class Shape { [int] $Id = 7 }; class Line : Shape { [Shape] $Inner = [Shape]::new() }; [Line]::new()' } }
    @{ Name = 'one object twice in an array'; Value = { $o = @{ a = 1 }; , @($o, $o) } }
    @{ Name = 'a hashtable that holds itself'; Value = { $o = @{ a = 1 }; $o['self'] = $o; $o } }
    @{ Name = '[switch]'; Value = { [switch]$true } }
    @{ Name = '[ref]'; Value = { [ref]5 } }
    @{ Name = '[scriptblock]'; Value = { { param($x) $x + 1 } } }
    @{ Name = '[System.Management.Automation.CommandInfo]'; Value = { Get-Command Get-Command }; Types = $true }

    @{ Section = 'Enums' }
    @{ Name = '[DayOfWeek]'; Value = { [DayOfWeek]::Friday } }
    @{ Name = '[System.IO.FileAttributes], flags'; Value = { [System.IO.FileAttributes]'Hidden, System' } }
    @{ Name = '[DayOfWeek], not defined'; Value = { [Enum]::ToObject([DayOfWeek], 99) } }
    @{ Name = '[System.Management.Automation.ActionPreference]'; Value = { [System.Management.Automation.ActionPreference]::Stop } }
    @{ Name = 'enum of PowerShell'; Value = { Made 'enum Colour { Red = 1; Green = 2 }; [Colour]::Green' } }

    @{ Section = 'Time' }
    @{ Name = '[datetime], UTC'; Value = { [datetime]::SpecifyKind([datetime]::new(2026, 1, 2, 3, 4, 5, 6).AddTicks(7), 'Utc') } }
    @{ Name = '[datetime], local'; Value = { [datetime]::SpecifyKind([datetime]::new(2026, 1, 2, 3, 4, 5, 6).AddTicks(7), 'Local') } }
    @{ Name = '[datetime], unspecified'; Value = { [datetime]::SpecifyKind([datetime]::new(2026, 1, 2, 3, 4, 5, 6).AddTicks(7), 'Unspecified') } }
    @{ Name = '[DateTimeOffset]'; Value = { [DateTimeOffset]::new(2026, 1, 2, 3, 4, 5, [timespan]'05:30') } }
    @{ Name = '[DateOnly]'; Value = { [DateOnly]::new(2026, 1, 2) } }
    @{ Name = '[TimeOnly]'; Value = { [TimeOnly]::new(1, 2, 3) } }
    @{ Name = '[timespan]'; Value = { [timespan]'-1.02:03:04.0050006' } }
    @{ Name = '[TimeZoneInfo]'; Value = { [TimeZoneInfo]::Utc } }
    @{ Name = '[TimeZoneInfo], of rules'; Value = { [TimeZoneInfo]::CreateCustomTimeZone('Here', [timespan]'01:30', 'Here and now', 'Here') } }

    @{ Section = 'Small objects' }
    @{ Name = '[guid]'; Value = { [guid]'01234567-89ab-cdef-0123-456789abcdef' } }
    @{ Name = '[version]'; Value = { [version]'1.2.3' } }
    @{ Name = '[semver]'; Value = { [semver]'7.4.1-preview.2+build' } }
    @{ Name = '[uri]'; Value = { [uri]'https://example.org/a%20b?c#d' } }
    @{ Name = '[uri], relative'; Value = { [uri]::new('a/b', [UriKind]::Relative) } }
    @{ Name = '[ipaddress]'; Value = { [ipaddress]'192.0.2.1' } }
    @{ Name = '[ipaddress], version 6 with scope'; Value = { [ipaddress]'fe80::1%3' } }
    @{ Name = '[System.Net.IPEndPoint]'; Value = { [System.Net.IPEndPoint]::new([ipaddress]'::1', 80) } }
    @{ Name = '[mailaddress]'; Value = { [mailaddress]'Ann <ann@example.org>' } }
    @{ Name = '[regex]'; Value = { [regex]::new('a+(?<x>b)', 'IgnoreCase, Multiline', [timespan]'00:00:05') } }
    @{ Name = '[cultureinfo]'; Value = { [cultureinfo]'de-CH' } }
    @{ Name = '[System.Text.Encoding], UTF-8 without a preamble'; Value = { [System.Text.UTF8Encoding]::new($false) } }
    @{ Name = '[System.Text.Encoding], UTF-16'; Value = { [System.Text.Encoding]::Unicode } }
    @{ Name = '[System.Text.Encoding], Latin 1'; Value = { [System.Text.Encoding]::Latin1 } }
    @{ Name = '[X509Certificate2]'; Value = {
            $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=test', [System.Security.Cryptography.ECDsa]::Create(), 'SHA256')
            [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($request.CreateSelfSigned([DateTimeOffset]::UnixEpoch, [DateTimeOffset]::UnixEpoch.AddDays(1)).RawData) } }
    @{ Name = '[xml]'; Value = { [xml]'<a b="1"><c>d</c><e /></a>' } }
    @{ Name = '[XmlElement]'; Value = { ([xml]'<a b="1"><c>d</c></a>').DocumentElement } }
    @{ Name = '[JsonObject]'; Value = { , [System.Text.Json.Nodes.JsonNode]::Parse('{"a":[1,2.50,null],"b":"c"}') } }
    @{ Name = '[JsonArray]'; Value = { , [System.Text.Json.Nodes.JsonNode]::Parse('[1,true]') } }
    @{ Name = '[JsonValue]'; Value = { , [System.Text.Json.Nodes.JsonNode]::Parse('1.50') } }
    @{ Name = '[Range], [Index]'; Value = { , @([Range]::new([Index]::new(1, $false), [Index]::new(2, $true)), [Index]::new(3, $true)) } }
    @{ Name = '1..5'; Value = { , (1..5) } }
    @{ Name = 'an enumerator'; Value = { , ([int[]](1, 2)).GetEnumerator() } }
    @{ Name = '[Tuple[int,string]]'; Value = { [Tuple]::Create(1, 'two') } }
    @{ Name = '[ValueTuple[int,string]]'; Value = { [ValueTuple]::Create(1, 'two') } }
    @{ Name = '[KeyValuePair[string,int]]'; Value = { [System.Collections.Generic.KeyValuePair[string, int]]::new('a', 1) } }
    @{ Name = '[DictionaryEntry]'; Value = { [System.Collections.DictionaryEntry]::new('a', 1) } }

    @{ Section = 'Errors and records' }
    @{ Name = '[ErrorRecord]'; Value = { [System.Management.Automation.ErrorRecord]::new([System.IO.IOException]::new('outer', [ArgumentException]::new('inner')), 'TheId', 'ReadError', 'target') }; Error = $true }
    @{ Name = 'an exception with an inner one'; Value = { [InvalidOperationException]::new('outer', [ArgumentException]::new('inner')) } }
    @{ Name = 'an exception that was thrown'; Value = { try { [void][int]::Parse('x') } catch { $_.Exception.InnerException } }; Types = $true }
    @{ Name = '[WarningRecord]'; Value = { [System.Management.Automation.WarningRecord]::new('id', 'careful') } }
    @{ Name = '[InformationRecord]'; Value = { [System.Management.Automation.InformationRecord]::new('said', 'source') }; Types = $true }

    @{ Section = 'Objects of the system' }
    @{ Name = '[System.IO.FileInfo]'; Value = { [System.IO.FileInfo]::new('/etc/passwd') }; Types = $true }
    @{ Name = '[System.IO.DirectoryInfo]'; Value = { [System.IO.DirectoryInfo]::new('/etc') }; Types = $true }
    @{ Name = '[System.Diagnostics.Process]'; Value = { [System.Diagnostics.Process]::GetProcessById(1) }; Types = $true }
    @{ Name = '[type]'; Value = { [int] }; Types = $true }

    @{ Section = 'Secrets' }
    @{ Name = '[securestring]'; Value = { $s = [securestring]::new(); $s.AppendChar('p'); $s.AppendChar('w'); $s } }
    @{ Name = '[securestring], -AllowSecret'; Secret = $true; Value = { $s = [securestring]::new(); $s.AppendChar('p'); $s.AppendChar('w'); $s } }
    @{ Name = '[pscredential]'; Value = { $s = [securestring]::new(); $s.AppendChar('p'); [pscredential]::new('ann', $s) } }
    @{ Name = '[pscredential], -AllowSecret'; Secret = $true; Value = { $s = [securestring]::new(); $s.AppendChar('p'); [pscredential]::new('ann', $s) } }

    @{ Section = 'Ipc objects' }
    @{ Name = 'a queue'; Value = { , (New-IpcQueue) }; Live = $true }
    @{ Name = 'the end of a pipe'; Value = { , (New-IpcPipe)[0] }; Live = $true }
    @{ Name = 'a value'; Value = { , (New-IpcValue 5) }; Live = $true }
    @{ Name = 'a value of any object'; Value = { , (New-IpcValue 'text') }; Live = $true }
    @{ Name = 'a listener'; Value = { , (New-IpcPipe -Listen) }; Live = $true }
    @{ Name = 'an array'; Value = { , (New-IpcArray int 3) }; Live = $true }
    @{ Name = 'a memory'; Value = { New-IpcMemory 64 }; Live = $true }
    @{ Name = 'a dictionary'; Value = { , (New-IpcDictionary @{ a = 1 }) }; Live = $true }
    @{ Name = 'a broadcast queue'; Value = { , (New-IpcQueue -Broadcast) }; Live = $true }
    @{ Name = 'a list'; Value = { , (New-IpcList (1, 2)) }; Live = $true }
    @{ Name = 'a set'; Value = { , (New-IpcSet 1, 2) }; Live = $true }
    @{ Name = 'a set of locks'; Value = { , (New-IpcLock -Count 3) }; Live = $true }
    @{ Name = 'a lock'; Value = { , (New-IpcLock) }; Live = $true }
    @{ Name = 'a reader-writer lock'; Value = { , (New-IpcLock -ReaderWriter) }; Live = $true }
    @{ Name = 'a semaphore'; Value = { , (New-IpcSemaphore 2) }; Live = $true }
    @{ Name = 'an event'; Value = { , (New-IpcEvent) }; Live = $true }
    @{ Name = 'a barrier'; Value = { , (New-IpcBarrier 2) }; Live = $true }
    @{ Name = 'a rate limit'; Value = { , (New-IpcRateLimit 10 1s) }; Live = $true }
    @{ Name = 'a countdown'; Value = { , (New-IpcCountdown 2) }; Live = $true }
    @{ Name = 'a condition'; Value = { , (New-IpcCondition) }; Live = $true }
)
