using Ipc.Regions;

namespace Ipc.Tests.Fuzz;

/// <summary>An object whose memory is changed under it, and what can be done with it.</summary>
internal sealed class Subject : IDisposable
{
    // Who "died" inside: a slot that nobody has, so that the next to enter takes over and repairs.
    private const uint DeadOwner = 0x7000 | 57;

    private readonly IpcObject _object;
    private readonly Region _region;
    private readonly Action<Random>[] _operations;
    private readonly byte[] _page;
    private readonly byte[] _data;

    public Subject(IpcObject target, params Action<Random>[] operations)
    {
        _object = target;
        _region = target.Region;
        _operations = operations;
        _page = _region.Bytes(0, RegionLayout.PageSize).ToArray();
        _data = _region.Size > RegionLayout.Data ? _region.Bytes(RegionLayout.Data, (int)(_region.Size - RegionLayout.Data)).ToArray() : [];
    }

    /// <summary>Changes some bytes, and does some things.</summary>
    /// <returns>Whether all of it went well.</returns>
    public bool Feed(Random random)
    {
        Restore();
        for (int change = random.Next(1, 6); change > 0; change--)
        {
            Change(random);
        }

        if (random.Next(3) == 0)
        {
            _region.Word(RegionLayout.MutexAt).Value = DeadOwner;
        }

        bool well = true;
        for (int step = random.Next(1, 7); step > 0; step--)
        {
            try
            {
                _operations[random.Next(_operations.Length)](random);
            }
            catch (IpcException)
            {
                well = false;
            }
        }

        return well;
    }

    public void Dispose()
    {
        Restore();
        _object.Close();
    }

    private void Restore()
    {
        if (_data.Length > 0)
        {
            if (new FileInfo(_region.Path).Length < RegionLayout.Data + _data.Length)
            {
                throw new InvalidOperationException("The file was cut off.");
            }

            _data.CopyTo(_region.Bytes(RegionLayout.Data, _data.Length));
        }

        _page.CopyTo(_region.Bytes(0, _page.Length));
    }

    // What is checked when an object is opened is the file target's. Our own slot says that we live, the mutex that
    // nobody is inside.
    private void Change(Random random)
    {
        int kind = random.Next(10);
        if (kind < 3 && _data.Length > 0)
        {
            int place = random.Next(3) == 0 ? (random.Next(_data.Length / 32768) * 32768) + random.Next(Math.Min(40, _data.Length)) : random.Next(_data.Length);
            Mutation.Apply(random, _region.Bytes(RegionLayout.Data, _data.Length), place);
        }
        else if (kind == 3 && random.Next(4) == 0)
        {
            // The words of the header that change: size, number of slots, joins. The state is the closing object's:
            // FileTarget.
            int at = random.Next(3) switch { 0 => RegionLayout.SizeAt, 1 => RegionLayout.SlotLimitAt, _ => RegionLayout.JoinsAt };
            if (at == RegionLayout.SlotLimitAt)
            {
                _region.Word(at).Value = RegionLayout.AllSlots;
            }
            else
            {
                Mutation.Apply(random, _region.Bytes(at, 8), random.Next(8));
            }
        }
        else if (kind < 9)
        {
            int length = random.Next(4) == 0 ? RegionLayout.PageSize - RegionLayout.PayloadAt : 512;
            Mutation.Apply(random, _region.Bytes(RegionLayout.PayloadAt, length), random.Next(length));
        }
        else
        {
            int first = RegionLayout.SlotsAt + ((_region.MySlot + 1) * RegionLayout.SlotSize);
            int length = RegionLayout.PayloadAt - first;
            Mutation.Apply(random, _region.Bytes(first, length), random.Next(length));
        }
    }
}
