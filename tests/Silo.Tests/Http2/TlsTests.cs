using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http2;

/// <summary>An address with TLS beside one without.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _certificate = Path.Combine(Path.GetTempPath(), $"lockers-{Guid.NewGuid():N}.pfx");

    public void Dispose() => File.Delete(_certificate);

    [Fact]
    public async Task Cleartext_HTTP_2_does_not_pass_TLS_by()
    {
        await File.WriteAllBytesAsync(_certificate, SelfSigned(), TestContext.Current.CancellationToken);
        var (address, arguments) = LockersNode.OnFreePorts();
        var port = FreePort.Several(1)[0];
        var secure = new Uri($"https://127.0.0.1:{port}");
        arguments[1] += $";{secure.GetLeftPart(UriPartial.Authority)}";
        await using var node = new NodeProcess([.. arguments, $"--Kestrel:Certificates:Default:Path={_certificate}"]);
        using var client = new NodeClient(address);
        await Until.Holds(
            async () =>
            {
                try
                {
                    // The second address is bound behind the first.
                    using var second = await RawHttp2Connection.Connect(secure, TestContext.Current.CancellationToken);
                    return (await client.Get("/health/ready")).Status == 200;
                }
                catch (Exception error) when (error is (HttpRequestException or SocketException) && !node.HasExited)
                {
                    return false;
                }
            },
            TestDeadlines.Start, () => node.Output, TestContext.Current.CancellationToken);

        using var cleartext = await RawHttp2Connection.Connect(secure, TestContext.Current.CancellationToken);
        await cleartext.Write(RawHttp2Connection.Greeting());
        Assert.Null(await cleartext.Read());

        using var tcp = new TcpClient("127.0.0.1", port);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => shown?.Subject == "CN=localhost");
        await tls.AuthenticateAsClientAsync("localhost");
        await tls.WriteAsync(RawConnection.Request("GET", "/registry/lockers/labels", null), TestContext.Current.CancellationToken);
        var answer = new byte[15];
        await tls.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 200 OK"u8, answer);
    }

    private static byte[] SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return certificate.Export(X509ContentType.Pfx);
    }
}
