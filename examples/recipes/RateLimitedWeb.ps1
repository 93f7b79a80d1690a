# Web calls from many workers, no more than ten a second of all together, each tried three times.
Import-Module $PSScriptRoot/../../Ipc.psd1

# A server that fails each first call, in the place of yours.
$server = [Net.HttpListener]::new()
$port = 20000 + $PID % 20000
$server.Prefixes.Add("http://localhost:$port/")
$server.Start()
$answering = Start-ThreadJob {
    $seen = @{}
    while ($true) {
        try { $call = ($using:server).GetContext() } catch { return }
        $path = $call.Request.Url.AbsolutePath
        $call.Response.StatusCode = if ($seen[$path]++) { 200 } else { 503 }
        $call.Response.Close([Text.Encoding]::UTF8.GetBytes("page $path"), $false)
    }
}

$limit = New-IpcRateLimit -Count 10 -Per 1s
1..6 | ForEach-Object { "http://localhost:$port/$_" } | Invoke-IpcParallel -Ordered -ThrottleLimit 3 {
    foreach ($attempt in 1..3) {
        try {
            return Use-IpcRateLimit $using:limit { Invoke-RestMethod $_ }
        }
        catch { if ($attempt -eq 3) { throw } }
    }
}
# -> page /1
# -> page /2
# -> page /3
# -> page /4
# -> page /5
# -> page /6
$server.Stop()
$answering | Remove-Job -Force
