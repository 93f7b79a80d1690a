using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>Keys of tables and elements of sets.</summary>
internal ref partial struct MessageWriter
{
    /// <summary>
    /// Writes what is told apart by its value: the key of a pair, the element of a set. Always as if it stood there
    /// alone, without members or names of its own.
    /// </summary>
    public void WriteKey(object? key)
    {
        key = PlainKeys.Of(key);
        if (key is null or string or PSObject || key.GetType().IsPrimitive)
        {
            WriteValue(key);
            return;
        }

        ValueKind kind = ValueKinds.Of(key, key.GetType(), _session.Live, out IpcReference reference);
        if (kind == ValueKind.Tuple && !TupleShape.IsPlain((ITuple)key))
        {
            throw new RefusedValueException(
                "is a key that holds a value with members of its own",
                "Use the value without them, or its text, as the key.");
        }

        if (kind is >= ValueKind.OtherDictionary and <= ValueKind.OtherSequence && _session.References.Find(key) < 0)
        {
            Enter();
            WriteForeignItems(kind, key);
            _depth--;
            return;
        }

        WriteKind(kind, key, null, reference);
    }
}
