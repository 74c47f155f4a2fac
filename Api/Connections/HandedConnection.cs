using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Lockers.Api.Connections;

/// <summary>
/// A connection that one server has accepted and another one serves. What the second one sets of its features is not seen by the first, and what
/// the second disposes of is not the connection, but its part in it.
/// </summary>
internal sealed class HandedConnection(ConnectionContext accepted) : ConnectionContext
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the second server has no more to do with it.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Asks the second server to end it once its requests have ended. Harmless when it has ended.</summary>
    public void RequestClose() => Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    /// <inheritdoc/>
    public override string ConnectionId { get => accepted.ConnectionId; set => accepted.ConnectionId = value; }

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection(accepted.Features);

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get => accepted.Items; set => accepted.Items = value; }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get => accepted.Transport; set => accepted.Transport = value; }

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed { get => accepted.ConnectionClosed; set => accepted.ConnectionClosed = value; }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint { get => accepted.LocalEndPoint; set => accepted.LocalEndPoint = value; }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get => accepted.RemoteEndPoint; set => accepted.RemoteEndPoint = value; }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => accepted.Abort(abortReason);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _ended.TrySetResult();
        return base.DisposeAsync();
    }
}
