using System.Data;

namespace Ipc.Commands;

/// <summary>
/// Rows of data tables: what a database gives. One arrives as a row of a table with the same columns; those of one table
/// in one message are of one table again.
/// </summary>
internal static class DataRows
{
    private const int MostColumns = 4096;
    private const int StepsForTable = 3000;
    private const int StepsForColumn = 300;

    /// <summary>Writes number or columns of the table, and the values.</summary>
    public static void Write(ref MessageWriter writer, DataRow row, List<DataTable> tables)
    {
        if (row.RowState == DataRowState.Deleted)
        {
            throw new RefusedValueException("is a row that was deleted from its table", "Send the rows that are there.");
        }

        DataColumnCollection columns = row.Table.Columns;
        if (columns.Count > MostColumns)
        {
            throw new RefusedValueException($"is a row with more than {MostColumns:N0} columns", "Send those that are needed.");
        }

        int number = tables.IndexOf(row.Table);
        writer.WriteVarint((uint)(number + 1));
        if (number < 0)
        {
            tables.Add(row.Table);
            writer.WriteValue(row.Table.TableName);
            writer.WriteVarint((uint)columns.Count);
            foreach (DataColumn column in columns)
            {
                writer.WriteValue(column.ColumnName);
                writer.WriteByte((byte)(ElementCodec.Of(column.DataType)?.Code ?? ElementCode.Object));
            }
        }

        string? name = null;
        try
        {
            foreach (DataColumn column in columns)
            {
                name = column.ColumnName;
                writer.WriteValue(row[column]);
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(name))
        {
            throw;
        }
    }

    /// <summary>Reads the number or the columns, and makes an empty row.</summary>
    public static DataRow Begin(ref MessageReader reader, List<DataTable> tables)
    {
        ulong number = reader.ReadVarint();
        if (number > (ulong)tables.Count)
        {
            MessageError.ThrowCorrupt("a row is of a table that has not come yet");
        }

        return (number == 0 ? ReadTable(ref reader, tables) : tables[(int)number - 1]).NewRow();
    }

    /// <summary>Reads the values into the row, and puts it into its table.</summary>
    public static void ReadValues(ref MessageReader reader, DataRow row)
    {
        foreach (DataColumn column in row.Table.Columns)
        {
            // As it is, or the table would convert it.
            object? value = reader.ReadValue();
            bool fits = value is null or DBNull || column.DataType == typeof(object)
                || column.DataType.IsInstanceOfType(value);
            row[column] = fits
                ? value ?? DBNull.Value
                : throw MessageError.Corrupt("a value of a row is not of the type of its column");
        }

        row.Table.Rows.Add(row);
        row.AcceptChanges();
    }

    private static DataTable ReadTable(ref MessageReader reader, List<DataTable> tables)
    {
        string name = reader.ReadText();
        int count = reader.ReadCount();
        if (count > MostColumns)
        {
            MessageError.ThrowCorrupt("a row has too many columns");
        }

        reader.Budget.Spend(StepsForTable + ((long)count * StepsForColumn));
        DataTable table = new(name) { Locale = System.Globalization.CultureInfo.InvariantCulture };
        for (int i = 0; i < count; i++)
        {
            string column = reader.ReadText();
            table.Columns.Add(column, ElementCodec.Of(reader.ReadByte()).Type);
        }

        tables.Add(table);
        return table;
    }
}
