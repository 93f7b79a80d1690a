using System.Diagnostics;
using System.Management.Automation;
using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

public sealed class ObjectTests : IDisposable
{
    private readonly HostedShell _shell = new();
    private readonly string _name = "o-" + Guid.NewGuid().ToString("N");

    private string FilePath => Path.Combine(RegionFolder.Default.Path, _name);

    public void Dispose()
    {
        _shell.Run("Remove-IpcObject \"$($args[0])*\" -Force", _name);
        _shell.Dispose();
    }

    [Fact]
    public void Every_kind_is_listed_as_it_says_of_itself()
    {
        using IpcQueue queue = IpcQueue.Create(5, _name + "-1");
        queue.TrySendBytes([1], TimeSpan.Zero);
        queue.TrySendBytes([2], TimeSpan.Zero);
        queue.Complete();
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(name: _name + "-2");
        left.TrySendBytes([1], TimeSpan.Zero);
        left.Close();
        using IpcValue value = IpcValue.Create(1.5, _name + "-3");
        value.Enter();
        using IpcArray array = IpcArray.Create(typeof(int), 7, name: _name + "-4");
        using IpcLock @lock = IpcLock.Create(_name + "-5", recursive: true);
        @lock.Enter();
        using IpcSemaphore semaphore = IpcSemaphore.Create(3, 4, _name + "-6");
        semaphore.Enter();
        using IpcEvent @event = IpcEvent.Create(set: true, autoReset: true, name: _name + "-7");
        using IpcBarrier barrier = IpcBarrier.Create(3, _name + "-8");
        barrier.Abort();
        using IpcCondition condition = IpcCondition.Create(_name + "-9");

        int me = Environment.ProcessId;
        string heldByMe = $"held by {Processes.OwnName} ({me})";
        Assert.Equal(
            [
                (IpcKind.Queue, queue.Count, queue.Capacity, "completed"),
                (IpcKind.Pipe, right.Count, null, "left closed with 0 to receive, right open with 1"),
                (IpcKind.Value, null, null, $"Double 1.5, {heldByMe}"),
                (IpcKind.Array, array.Length, array.Length, "Int32"),
                (IpcKind.Lock, null, null, $"recursive, {heldByMe}"),
                (IpcKind.Semaphore, semaphore.CurrentCount, semaphore.MaximumCount, heldByMe),
                (IpcKind.Event, null, null, "set, auto-reset"),
                (IpcKind.Barrier, barrier.ParticipantsWaiting, barrier.ParticipantCount, "broken"),
                (IpcKind.Condition, condition.WaitingCount, null, ""),
            ],
            List(_name + "*").Select(info => (info.Kind!.Value, (int?)info.Count, (int?)info.Capacity, info.Details)));
        Assert.All(List(_name + "*"), info =>
        {
            Assert.Equal([me], info.Holders);
            Assert.Equal((1, IpcObjectState.InUse, me), (info.HolderCount, info.State, info.Creator));
            Assert.InRange(info.Created!.Value, DateTime.Now.AddMinutes(-5), DateTime.Now);
        });
        right.Close();
    }

    [Fact]
    public void Who_is_inside_and_who_waits_is_told()
    {
        using IpcLock target = IpcLock.Create(_name + "-l", recursive: true);
        using IpcSemaphore semaphore = IpcSemaphore.Create(5, name: _name + "-s");
        using PeerProcess peer = PeerProcess.Opening(target);
        DateTime before = DateTime.Now.AddSeconds(-1);
        _shell.Run("Enter-IpcLock $args[0]; Enter-IpcLock $args[0]; $args[1].Enter(); $args[1].Enter()", target, semaphore);
        peer.TellAndSleep("enter forever", Words.Of(target));
        Until.True(() => List(_name + "-l")[0].WaiterCount == 1, "it waits");

        IpcHolder holder = Assert.Single(List(_name + "-l")[0].HeldBy);
        Assert.Equal((Environment.ProcessId, 2), (holder.ProcessId!.Value, holder.Times));
        Assert.Equal(Processes.OwnName, holder.ProcessName);
        Assert.Equal(_shell.Get("[runspace]::DefaultRunspace.Id"), holder.Runspace);
        Assert.InRange(holder.Since!.Value, before, DateTime.Now);
        Assert.Equal([peer.Pid], List(_name + "-l")[0].Waiters);
        Assert.EndsWith(", 1 waiting", List(_name + "-l")[0].Details, StringComparison.Ordinal);

        holder = Assert.Single(List(_name + "-s")[0].HeldBy);
        Assert.Equal((Environment.ProcessId, 2, null), (holder.ProcessId!.Value, holder.Times, holder.Since));
        _shell.Run("Exit-IpcLock $args[0]; Exit-IpcLock $args[0]", target);
        peer.Expect("Entered");
        holder = Assert.Single(List(_name + "-l")[0].HeldBy);
        Assert.Equal((peer.Pid, "Ipc.Tests.Peer", 1, null, null), (holder.ProcessId!.Value, holder.ProcessName, holder.Times, holder.Runspace, holder.Since));
        peer.Kill();
        Assert.Empty(List(_name + "-l")[0].HeldBy);
        Assert.Equal("recursive, abandoned", List(_name + "-l")[0].Details);
    }

    [Fact]
    public async Task Waiting_parties_and_threads_are_counted()
    {
        using IpcBarrier barrier = IpcBarrier.Create(2, _name + "-b");
        using IpcCondition condition = IpcCondition.Create(_name + "-c");
        Task waiting = Task.WhenAll(
            Task.Run(barrier.Wait),
            Task.Run(() =>
            {
                condition.Enter();
                condition.Wait();
                condition.Exit();
            }));
        Until.True(() => List(_name + "*").All(info => info.Count == 1), "both wait");
        Assert.All(List(_name + "*"), info => Assert.Equal([Environment.ProcessId], info.Waiters));
        condition.Enter();
        condition.NotifyAll();
        condition.Exit();
        barrier.Wait();
        await waiting;
    }

    [Fact]
    public void Names_take_wildcards_and_kinds_filter()
    {
        using IpcLock one = IpcLock.Create(_name + "-1");
        using IpcEvent two = IpcEvent.Create(name: _name + "-2");
        using IpcEvent anonymous = IpcEvent.Create();
        Assert.Equal(["Lock", "Event"], _shell.Run("Get-IpcObject \"$($args[0])*\" | ForEach-Object { \"$($_.Kind)\" "
            + "}", _name));
        Assert.Equal([two.Name], _shell.Run("Get-IpcObject \"$($args[0])*\" -Kind Event, Queue | ForEach-Object Name", _name));
        Assert.Equal([anonymous.Id], _shell.Run("(Get-IpcObject $args[0] | Where-Object { $null -eq $_.Name }).Id", anonymous.Id));
        Assert.Empty(_shell.Run("Get-IpcObject nothing-begins-with-this*"));
        Assert.Contains(_shell.Run("Get-IpcObject | ForEach-Object Id"), id => id!.Equals(anonymous.Id));
    }

    [Theory]
    [InlineData("Get-IpcObject {0}", "IpcNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Remove-IpcObject {0}", "IpcNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Remove-IpcObject ../../etc/passwd -Force", "IpcInvalidName", ErrorCategory.InvalidArgument)]
    [InlineData("Remove-IpcObject ''", "IpcInvalidName", ErrorCategory.InvalidArgument)]
    [InlineData("Remove-IpcObject '~'", "IpcInvalidName", ErrorCategory.InvalidArgument)]
    public void A_name_that_is_not_there_is_an_error(string script, string id, ErrorCategory category) =>
        _shell.Fails(id, category, string.Format(null, script, _name));

    [Fact]
    public void Looking_keeps_nothing_alive()
    {
        IpcEvent made = IpcEvent.Create(name: _name);
        Assert.Single(List(_name));
        made.Close();
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Get-IpcObject $args[0]", _name);
    }

    [Fact]
    public void A_persistent_object_that_nobody_holds_is_listed_and_removed()
    {
        IpcQueue.Create(name: _name, persistent: true).Close();
        IpcObjectInfo info = Assert.Single(List(_name));
        Assert.Equal((IpcObjectState.Persistent, true, 0), (info.State, info.IsPersistent, info.HolderCount));
        _shell.Run("Get-IpcObject $args[0] | Remove-IpcObject", _name);
        Assert.False(File.Exists(FilePath));
    }

    [Theory]
    [InlineData("Remove-IpcObject $args[0]")]
    [InlineData("$args[0] | Remove-IpcObject")]
    [InlineData("$args[1] | Remove-IpcObject")]
    [InlineData("Remove-IpcObject -InputObject $args[1]")]
    [InlineData("Remove-IpcObject \"$($args[0])*\"")]
    [InlineData("Get-IpcObject $args[0] | Remove-IpcObject")]
    [InlineData("Get-IpcEvent $args[0] | Remove-IpcObject")]
    [InlineData("$args[1].Close(); $args[1] | Remove-IpcObject")]
    public void Remove_ends_it_for_everyone(string script)
    {
        using IpcEvent made = IpcEvent.Create(name: _name, persistent: true);
        using IpcEvent other = IpcEvent.Open(_name);
        _shell.Run(script, _name, made);
        Assert.False(File.Exists(FilePath));
        Assert.Equal(IpcError.NotFound, Assert.Throws<IpcException>(other.Set).Error);
        using IpcEvent again = IpcEvent.Create(name: _name);
    }

    [Fact]
    public void Removing_twice_is_an_error_and_what_if_removes_nothing()
    {
        using IpcEvent made = IpcEvent.Create(name: _name);
        _shell.Run("Remove-IpcObject $args[0] -WhatIf; $args[1] | Remove-IpcObject -WhatIf", _name, made);
        Assert.True(File.Exists(FilePath));
        _shell.Run("$args[0] | Remove-IpcObject", made);
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "$args[0] | Remove-IpcObject", made);
    }

    [Fact]
    public void A_wildcard_leaves_anonymous_objects_alone()
    {
        using IpcEvent anonymous = IpcEvent.Create();
        _shell.Run($"Remove-IpcObject '{anonymous.Id[..5]}*'");
        Assert.False(anonymous.IsRemoved);
        _shell.Run("Remove-IpcObject $args[0]", anonymous.Id);
        Assert.True(anonymous.IsRemoved);
    }

    [Fact]
    public void One_wrong_name_does_not_keep_the_others_back()
    {
        using IpcEvent made = IpcEvent.Create(name: _name);
        Assert.Equal(["IpcNotFound"], _shell.Try("Remove-IpcObject not-there, $args[0]", _name).ErrorIds);
        Assert.True(made.IsRemoved);
    }

    [Theory]
    [InlineData(0, "IpcFormatMismatch", IpcObjectState.Damaged)] // The magic number.
    [InlineData(8, "IpcFormatMismatch", IpcObjectState.OtherVersion)] // The version.
    [InlineData(12, "IpcCorrupt", IpcObjectState.Damaged)] // The kind, under the checksum.
    [InlineData(80, "IpcCorrupt", IpcObjectState.Damaged)] // The state.
    public void A_damaged_file_is_listed_and_removed_with_force(int offset, string id, IpcObjectState state)
    {
        IpcEvent.Create(name: _name, persistent: true).Close();
        byte[] bytes = File.ReadAllBytes(FilePath);
        bytes[offset] ^= 0x55;
        File.WriteAllBytes(FilePath, bytes);

        IpcObjectInfo info = Assert.Single(List(_name));
        Assert.Equal((state, (IpcKind?)null, id), (info.State, info.Kind, info.Problem?.ErrorId));
        Assert.Equal(state == IpcObjectState.OtherVersion ? _name : null, info.Name); // Of a damaged file even that may be wrong.
        ErrorRecord error = _shell.Error("Remove-IpcObject $args[0]", _name);
        Assert.Equal((id, ErrorCategory.InvalidData), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.True(File.Exists(FilePath));
        _shell.Run("Remove-IpcObject $args[0] -Force -WhatIf", _name);
        Assert.True(File.Exists(FilePath));
        _shell.Run("Get-IpcObject $args[0] | Remove-IpcObject -Force", _name);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void What_is_no_object_at_all_is_listed_as_damaged_and_a_link_is_not_followed()
    {
        string target = Path.GetTempFileName();
        File.WriteAllText(FilePath + "-1", "short");
        File.SetUnixFileMode(FilePath + "-1", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(FilePath + "-2", target);
        File.WriteAllBytes(FilePath + "-3", new byte[10000]);
        File.SetUnixFileMode(FilePath + "-3", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Equal(
            ["IpcCorrupt", "IpcCorrupt", "IpcAccessDenied"], List(_name + "*").Select(info => info.Problem?.ErrorId));
        _shell.Run("Remove-IpcObject \"$($args[0])*\" -Force", _name);
        Assert.Empty(List(_name + "*"));
        Assert.True(File.Exists(target));
        File.Delete(target);
    }

    [Fact]
    public void A_sound_object_that_took_the_name_of_a_damaged_one_is_not_deleted()
    {
        File.WriteAllBytes(FilePath, new byte[10000]);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        IpcObjectInfo damaged = Assert.Single(List(_name));
        File.Delete(FilePath);
        using IpcEvent sound = IpcEvent.Create(name: _name);
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "$args[0] | Remove-IpcObject -Force", damaged);
        Assert.True(File.Exists(FilePath));
    }

    [Fact]
    public void Leftovers_of_a_killed_process_are_cleared_by_looking()
    {
        // A region whose only holder is a process that is gone: as a kill leaves it.
        IpcEvent made = IpcEvent.Create(name: _name);
        byte[] bytes = File.ReadAllBytes(FilePath);
        made.Close();
        using Process gone = Process.Start("true");
        gone.WaitForExit();
        BitConverter.GetBytes(gone.Id).CopyTo(bytes, RegionLayout.SlotsAt);
        File.WriteAllBytes(FilePath, bytes);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // Other tests look, too: who is just clearing it away holds it for that moment.
        Until.True(() => List(_name).Count == 0, "nothing is listed");
        Assert.False(File.Exists(FilePath));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_process_killed_while_it_removed_an_object_does_not_keep_its_name(bool persistent)
    {
        IpcEvent made = IpcEvent.Create(name: _name, persistent: persistent);
        byte[] bytes = File.ReadAllBytes(FilePath);
        made.Remove();
        made.Close();
        bytes[RegionLayout.StateAt] = (byte)RegionState.Removed;
        bytes.AsSpan(RegionLayout.SlotsAt, RegionLayout.SlotSize).Clear();
        File.WriteAllBytes(FilePath, bytes);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Empty(List(_name));
        using IpcEvent again = IpcEvent.Create(name: _name);
    }

    private static List<IpcObjectInfo> List(string pattern) =>
        [.. IpcObjectInfo.List().Where(info => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(info.Id))];
}
