namespace Microsoft.Data.Analysis;

/// <summary>Rows put into groups, to be counted, added up or averaged. Without column names every other column is taken.</summary>
public abstract class GroupBy
{
    public abstract DataFrame Count(params string[] columnNames);

    public abstract DataFrame Sum(params string[] columnNames);

    public abstract DataFrame Mean(params string[] columnNames);

    public abstract DataFrame Max(params string[] columnNames);

    public abstract DataFrame Min(params string[] columnNames);
}
