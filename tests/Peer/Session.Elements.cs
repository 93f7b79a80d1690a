using System.Buffers;

namespace Ipc.Tests.Peer;

/// <summary>Lists. An element is a message that says its own number and can be checked.</summary>
internal sealed partial class Session
{
    private void AddElements()
    {
        // append <size> <numbers>: all at once where there are several
        _commands["append"] = words => Done(() => Elements.AddManyBytes([.. words[1..].Select(word => Message(Int(words[0]), Int(word)))]));

        // insert <index> <size> <number>
        _commands["insert"] = words => Done(() => Elements.InsertBytes(Int(words[0]), Message(Int(words[1]), Int(words[2]))));

        // set-at <index> <size> <number>
        _commands["set-at"] = words => Done(() => Elements.SetBytes(Int(words[0]), Message(Int(words[1]), Int(words[2]))));

        // remove-at <index>
        _commands["remove-at"] = words => Done(() => Elements.RemoveAt(Int(words[0])));

        _commands["empty-list"] = _ => Done(() => Elements.Clear());

        // churn-elements: moves the first to the end, with another size each time, for ever
        _commands["churn-elements"] = _ =>
        {
            Program.Answer("ready");
            ArrayBufferWriter<byte> buffer = new();
            for (int i = 0; ; i++)
            {
                buffer.Clear();
                Elements.TryPopBytes(0, buffer);
                Elements.AddBytes(Message(4 + (i * 37 % 600), BitConverter.ToInt32(buffer.WrittenSpan)));
            }
        };
    }

    private IpcList Elements => (IpcList)_object!;
}
