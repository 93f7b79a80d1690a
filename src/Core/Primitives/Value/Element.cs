using System.Runtime.CompilerServices;
using Ipc.Model;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>Which types can be shared, and the atomic operations on them in place.</summary>
internal static unsafe class Element
{
    private static readonly Dictionary<Type, IpcElementType> s_codes = new()
    {
        [typeof(bool)] = IpcElementType.Boolean,
        [typeof(sbyte)] = IpcElementType.SByte,
        [typeof(byte)] = IpcElementType.Byte,
        [typeof(short)] = IpcElementType.Int16,
        [typeof(ushort)] = IpcElementType.UInt16,
        [typeof(int)] = IpcElementType.Int32,
        [typeof(uint)] = IpcElementType.UInt32,
        [typeof(long)] = IpcElementType.Int64,
        [typeof(ulong)] = IpcElementType.UInt64,
        [typeof(float)] = IpcElementType.Single,
        [typeof(double)] = IpcElementType.Double,
        [typeof(char)] = IpcElementType.Char,
    };

    /// <summary>Whether elements can be of a type.</summary>
    public static bool IsShared(Type type) => s_codes.ContainsKey(type);

    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/>.</exception>
    public static IpcElementType CodeOf(Type type) => s_codes.TryGetValue(type, out IpcElementType code)
        ? code
        : throw new IpcException(
            IpcError.NotSupported,
            $"A shared value or array cannot hold [{type.Name}]. It holds one of: "
                + $"{string.Join(", ", s_codes.Keys.Select(t => t.Name))}. Send other objects through a queue.");

    /// <summary>An element as text; null for a type that is none.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="bits">Its bytes, lowest first, and others behind them.</param>
    public static string? TextOf(IpcElementType type, ulong bits) => type switch
    {
        IpcElementType.Boolean => (byte)bits != 0 ? "True" : "False",
        IpcElementType.SByte => ValueText.Of((sbyte)bits),
        IpcElementType.Byte => ValueText.Of((byte)bits),
        IpcElementType.Int16 => ValueText.Of((short)bits),
        IpcElementType.UInt16 => ValueText.Of((ushort)bits),
        IpcElementType.Int32 => ValueText.Of((int)bits),
        IpcElementType.UInt32 => ValueText.Of((uint)bits),
        IpcElementType.Int64 => ValueText.Of((long)bits),
        IpcElementType.UInt64 => ValueText.Of(bits),
        IpcElementType.Single => ValueText.Of(BitConverter.UInt32BitsToSingle((uint)bits)),
        IpcElementType.Double => ValueText.Of(BitConverter.UInt64BitsToDouble(bits)),
        IpcElementType.Char when !char.IsControl((char)bits) => $"'{(char)bits}'",
        _ => null,
    };

    public static Type TypeOf(IpcElementType code)
    {
        foreach ((Type type, IpcElementType known) in s_codes)
        {
            if (known == code)
            {
                return type;
            }
        }

        throw new IpcException(IpcError.FormatMismatch, $"Element type {(int)code} is not known to this version of "
            + "Ipc.");
    }

    /// <summary>What a type that stands in a header is called; also one that no version knows.</summary>
    public static string NameOf(ulong code) =>
        Enum.IsDefined((IpcElementType)code) ? ((IpcElementType)code).ToString() : $"type {code}";

    public static int SizeOf(IpcElementType code) => code switch
    {
        IpcElementType.Boolean or IpcElementType.SByte or IpcElementType.Byte => 1,
        IpcElementType.Int16 or IpcElementType.UInt16 or IpcElementType.Char => 2,
        IpcElementType.Int32 or IpcElementType.UInt32 or IpcElementType.Single => 4,
        _ => 8,
    };

    /// <summary>What is given for a value, or for one element of an array, in its type.</summary>
    /// <exception cref="InvalidCastException">It does not convert.</exception>
    public static T Convert<T>(object? given, Region region, int? index = null)
        where T : unmanaged
    {
        if (given is T same)
        {
            return same;
        }

        string what = index is null ? $"the {region.Describe()}" : $"the {region.Describe()}, at index {index}";
        return (T)(IpcHosting.Convert?.Invoke(given, typeof(T), what)
            ?? throw new InvalidCastException($"[{given?.GetType().Name ?? "null"}] is not [{typeof(T).Name}], the type "
                + $"of {what}. Nothing was changed."));
    }

    /// <summary>What is given for several elements, in their type.</summary>
    /// <exception cref="InvalidCastException">One does not convert.</exception>
    public static T[] Convert<T>(Array given, Region region)
        where T : unmanaged
    {
        T[] converted = new T[given.Length];
        int i = 0;
        foreach (object? one in given)
        {
            converted[i] = Convert<T>(one, region, i);
            i++;
        }

        return converted;
    }

    /// <summary>Adds in one step and returns the value before. Integers wrap around.</summary>
    public static T FetchAdd<T>(T* address, T amount)
        where T : unmanaged
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint))
        {
            uint change = Unsafe.BitCast<T, uint>(amount);
            return Unsafe.BitCast<uint, T>(Interlocked.Add(ref *(uint*)address, change) - change);
        }

        if (typeof(T) == typeof(long) || typeof(T) == typeof(ulong))
        {
            ulong change = Unsafe.BitCast<T, ulong>(amount);
            return Unsafe.BitCast<ulong, T>(Interlocked.Add(ref *(ulong*)address, change) - change);
        }

        if (sizeof(T) == 8)
        {
            while (true)
            {
                ulong seen = Volatile.Read(ref *(ulong*)address);
                T old = Unsafe.BitCast<ulong, T>(seen);
                ulong sum = Unsafe.BitCast<T, ulong>(Sum(old, amount));
                if (Interlocked.CompareExchange(ref *(ulong*)address, sum, seen) == seen)
                {
                    return old;
                }
            }
        }

        // The processor swaps words of 4 bytes at least: smaller elements are changed inside theirs.
        uint* word = (uint*)((nuint)address & ~(nuint)3);
        int offset = (int)((nuint)address & 3);
        while (true)
        {
            uint seen = Volatile.Read(ref *word);
            uint next = seen;
            T* inside = (T*)((byte*)&next + offset);
            T old = *inside;
            *inside = Sum(old, amount);
            if (Interlocked.CompareExchange(ref *word, next, seen) == seen)
            {
                return old;
            }
        }
    }

    private static T Sum<T>(T left, T right)
        where T : unmanaged => (left, right) switch
    {
        (sbyte a, sbyte b) => (T)(object)unchecked((sbyte)(a + b)),
        (byte a, byte b) => (T)(object)unchecked((byte)(a + b)),
        (short a, short b) => (T)(object)unchecked((short)(a + b)),
        (ushort a, ushort b) => (T)(object)unchecked((ushort)(a + b)),
        (int a, int b) => (T)(object)unchecked(a + b),
        (uint a, uint b) => (T)(object)unchecked(a + b),
        (long a, long b) => (T)(object)unchecked(a + b),
        (ulong a, ulong b) => (T)(object)unchecked(a + b),
        (float a, float b) => (T)(object)(a + b),
        (double a, double b) => (T)(object)(a + b),
        _ => throw new IpcException(IpcError.NotSupported, $"Nothing can be added to a shared [{typeof(T).Name}]. "
            + $"{Advice.For(IpcAdvice.SetUnderLock)}"),
    };
}
