using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ImageSearchBench.Orchestrator.Fetching;

/// <summary>Connections to public addresses alone. The check is made on the address that is connected to, after each name look-up and redirect.</summary>
internal static class GuardedHandler
{
    private const int MaxRedirects = 5;

    /// <param name="options">Limits, and the private hosts that are allowed.</param>
    /// <param name="followRedirects">Redirects are followed, each checked like the first address. Not where a key is sent: it would go along.</param>
    public static SocketsHttpHandler Create(FetchingOptions options, bool followRedirects = true)
    {
        var allowed = new HashSet<string>(options.AllowedPrivateHosts, StringComparer.OrdinalIgnoreCase);
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = followRedirects,
            MaxAutomaticRedirections = MaxRedirects,
            MaxConnectionsPerServer = options.PerHost,
            MaxResponseHeadersLength = 64,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,

            // A proxy would connect for us, to wherever it is told.
            UseProxy = false,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, allowed, cancellationToken),
        };
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, HashSet<string> allowed, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(host.Host, cancellationToken);
        if (!allowed.Contains(string.Create(CultureInfo.InvariantCulture, $"{host.Host}:{host.Port}")))
            addresses = Array.FindAll(addresses, PublicAddress.Is);
        if (addresses.Length == 0)
            throw new PrivateAddressException($"{host.Host} is an address of this machine or of a private network: it is not fetched from.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>An address of this machine or of a private network was to be fetched from.</summary>
internal sealed class PrivateAddressException(string message) : HttpRequestException(message);
