using System.Data;
using System.Management.Automation;
using Ipc.Commands;

namespace Ipc.Tests.Encoding;

/// <summary>What a database gives.</summary>
public sealed class DataRowTests : IClassFixture<Engine>
{
    private readonly Engine _engine;

    public DataRowTests(Engine engine) => _engine = engine;

    [Fact]
    public void A_row_has_its_columns_by_every_way_to_ask()
    {
        DataRow arrived = Wire.RoundTrip<DataRow>(Table().Rows[0]);
        Assert.Equal("Ann Ann Ann 7 True byte[]", _engine.Ask(
            arrived, "\"$($object['Name']) $($object.Name) $($object[0]) $($object['Id']) $($object['Gone'] -is [DBNull]) $($object['Raw'].GetType().Name.ToLower())\""));
        Assert.Equal(typeof(int), arrived.Table.Columns["Id"]!.DataType);
        Assert.Equal(("people", DataRowState.Unchanged), (arrived.Table.TableName, arrived.RowState));
    }

    [Fact]
    public void Rows_of_one_table_are_of_one_table_again()
    {
        DataTable table = Table();
        object?[] arrived = Wire.RoundTrip<object[]>(new object[] { table.Rows[0], table.Rows[1], table.Rows[0], Table().Rows[0] });
        Assert.Same(((DataRow)arrived[0]!).Table, ((DataRow)arrived[1]!).Table);
        Assert.Same(arrived[0], arrived[2]);
        Assert.NotSame(((DataRow)arrived[0]!).Table, ((DataRow)arrived[3]!).Table);
        Assert.Equal(2, ((DataRow)arrived[0]!).Table.Rows.Count);
    }

    [Fact]
    public void A_row_with_members_of_its_own_keeps_them()
    {
        PSObject row = new(Table().Rows[0]);
        row.Properties.Add(new PSNoteProperty("Note", 1));
        PSObject arrived = Wire.RoundTrip<PSObject>(row);
        Assert.Equal(1, arrived.Properties["Note"].Value);
        Assert.Equal("Ann", _engine.Ask(arrived, "$object['Name']"));
    }

    [Fact]
    public void What_cannot_be_in_a_row_is_told()
    {
        DataTable table = Table();
        table.AcceptChanges();
        DataRow deleted = table.Rows[0];
        deleted.Delete();
        Assert.Contains("deleted", Wire.Refused(deleted).Message, StringComparison.Ordinal);
        DataTable secret = new() { Columns = { { "Secret", typeof(object) } } };
        DataRow row = secret.Rows.Add(new System.Security.SecureString());
        Assert.Contains("'Secret'", Wire.Refused(row).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a table that did not come", new byte[] { 1 })]
    [InlineData("two columns of one name", new byte[] { 0, 0x80, 2, 0x81, 0x61, 0, 0x81, 0x61, 0, 0xC9, 0xC9 })]
    [InlineData("another type", new byte[] { 0, 0x80, 1, 0x81, 0x61, 6, 0x81, 0x31 })]
    [InlineData("too many columns", new byte[] { 0, 0x80, 0xFF, 0x7F })]
    public void A_damaged_row_is_corrupt(string what, byte[] rest) =>
        Assert.True(Wire.ErrorOf(Message.Of(MessageTag.DataRow, rest)) == IpcError.Corrupt, what);

    private static DataTable Table()
    {
        DataTable table = new("people") { Columns = { { "Name", typeof(string) }, { "Id", typeof(int) }, { "Gone", typeof(DateTime) }, { "Raw", typeof(byte[]) } } };
        table.Rows.Add("Ann", 7, DBNull.Value, new byte[] { 1 });
        table.Rows.Add("Bob", 8, DateTime.UnixEpoch, DBNull.Value);
        return table;
    }
}
