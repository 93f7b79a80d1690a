using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>Large arrays as a script sends and receives them.</summary>
public sealed class LargeArrayTests : ShellTests
{
    [Theory]
    [InlineData("byte")]
    [InlineData("int")]
    [InlineData("double")]
    [InlineData("char")]
    [InlineData("bool")]
    [InlineData("string")]
    [InlineData("object")]
    public void Arrive_with_their_type(string type) => Assert.Equal(
        ["same", "same", "same", "same"],
        Shell.Run(
            """
            $type = $args[0]
            $array = [array]::CreateInstance($type, 100000)
            foreach ($i in 0, 1, 50000, 99999) { $array[$i] = [byte]($i % 100) -as $type }
            $queue = New-IpcQueue
            function Test($got) {
                $differs = $got.GetType() -ne $array.GetType() -or $got.Count -ne $array.Count
                foreach ($i in 0, 1, 2, 50000, 99998, 99999) { $differs = $differs -or $got[$i] -ne $array[$i] }
                if ($differs) { 'differs' } else { 'same' }
            }
            $queue.Send($array); Test $queue.Receive()
            Send-IpcQueue $queue $array; Test (Receive-IpcQueue $queue)
            , $array | Send-IpcQueue $queue; Test $queue.Receive(20)
            Send-IpcQueue $queue $array; Test (Receive-IpcQueue $queue -Timeout 0)
            """,
            type));

    [Fact]
    public void What_a_script_has_added_to_one_comes_with_it() => Assert.Equal(
        ["mine", 100000, (byte)7],
        Shell.Run(
            """
            $array = [byte[]]::new(100000)
            $array[5] = 7
            $array = [psobject]::new($array)
            $array.psobject.Properties.Add([psnoteproperty]::new('Note', 'mine'))
            $queue = New-IpcQueue
            Send-IpcQueue $queue $array
            $got = Receive-IpcQueue $queue
            $got.Note; $got.Count; $got[5]
            """));

    [Fact]
    public void A_worker_and_its_parent_exchange_them() => Assert.Equal(
        ["byte[] 3000000 6", "int[] 1000000 999999"],
        Shell.Run(
            """
            $to, $from = (New-IpcQueue), (New-IpcQueue)
            $worker = Start-IpcWorker { param($in, $out)
                $bytes = $in.Receive()
                "$($bytes.GetType()) $($bytes.Count) $($bytes[2000003])"
                $out.Send([int[]](0..999999))
            } -ArgumentList $to, $from
            $bytes = [byte[]]::new(3000000)
            $bytes[2000003] = 6
            $to.Send($bytes)
            $ints = $from.Receive(60)
            Receive-IpcWorker $worker -Wait
            "$($ints.GetType()) $($ints.Count) $($ints[-1])"
            """));
}
