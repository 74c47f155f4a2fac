using Lockers.Grains.Interfaces;
using Lockers.Grains.Results.Tables;
using Lockers.Grains.Tests.Reading;
using Xunit;

namespace Lockers.Grains.Tests.Results.Tables;

public class TableCsvTests
{
    [Fact]
    public void Records_are_quoted_as_RFC_4180_says_and_no_text_is_a_formula()
    {
        var query = Tabled.Query(ResultGrouping.Target);
        var table = Tabled.Of(
            ResultGrouping.Target,
            ("p", "1:1", "=cmd|'/C calc'!A0", Tabled.Report(("=1+1", 2), ("200", 98))), ("p", "1:1", "a,\"b\"\r\nc", Tabled.Report(("404", 1))),
            ("p", "1:1", "t1", """{"invocationCounts":1,"firstResponse":"2026-11-27T00:00:01Z","lastResponse":"2026-11-27T00:00:02.5Z"}"""));

        var text = Rendered.Text(page => TableCsv.Write(page, query, table.Rows(query.Statuses)));

        Assert.Equal(
            "target,requests,responses,share,1xx,2xx,3xx,4xx,5xx,other,statuses,firstResponse,lastResponse\r\n"
            + "'=cmd|'/C calc'!A0,100,100,1,0,98,0,0,0,2,\"200=98 =1+1=2\",,\r\n"
            + "\"a,\"\"b\"\"\r\nc\",1,1,1,0,0,0,1,0,0,\"404=1\",,\r\n"
            + "t1,1,0,0,0,0,0,0,0,0,\"\",2026-11-27T00:00:01Z,2026-11-27T00:00:02.5Z\r\n",
            text);
    }

    [Fact]
    public void An_instance_has_two_columns_and_a_row_that_is_not_there_is_empty()
    {
        var query = Tabled.Query(ResultGrouping.Instance, "5xx");
        var a = Tabled.Of(ResultGrouping.Instance, ("@p", "1:1", "t1", Tabled.Report(("200", 3), ("503", 1))), ("p", "3:3", "t1", Tabled.Report(("200", 1))));
        var b = Tabled.Of(ResultGrouping.Instance, ("p", "2:2", "t1", Tabled.Report(("500", 2))));

        var text = Rendered.Text(page => ComparisonCsv.Write(page, query, ComparedRow.Of(a, b, query.Statuses)));

        Assert.Equal(
            "peer,instance,aRequests,bRequests,requestsDifference,aResponses,bResponses,responsesDifference,aShare,bShare,shareDifference,aStatuses,bStatuses\r\n"
            + "'@p,1:1,4,,-4,1,,-1,0.25,,-0.25,\"503=1\",\"\"\r\n"
            + "p,2:2,,2,2,,2,2,,1,1,\"\",\"500=2\"\r\n",
            text);
    }

    [Theory]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@x")]
    [InlineData("\tx")]
    [InlineData("＝x")]
    public void Whatever_begins_a_formula_is_text(string name)
    {
        var query = Tabled.Query(ResultGrouping.Target);
        var table = Tabled.Of(ResultGrouping.Target, ("p", "1:1", name, "{}"));

        var text = Rendered.Text(page => TableCsv.Write(page, query, table.Rows(query.Statuses)));

        Assert.StartsWith($"'{name},0", text.Split("\r\n")[1], StringComparison.Ordinal);
    }
}
