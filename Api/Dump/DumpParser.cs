using System.Buffers.Text;
using System.Text.Json;
using Lockers.Api.Configuration;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>
/// Reads a dump, or the dump of one locker, as it arrives, and checks everything on the way. Nothing of it may be kept for good before
/// the end was reached: what comes late can still be wrong.
/// </summary>
internal sealed class DumpParser : IDumpHandler
{
    private const int TokenBytes = 64 * 1024;

    private readonly LockersLimits _limits;
    private readonly string? _label;
    private readonly bool _isOfGoto;
    private readonly Queue<DumpPart> _parts = new();
    private readonly DumpFrames _frames = new();
    private readonly DumpTokens _tokens;
    private readonly TreeParts _trees;
    private readonly PeerParts _peers;
    private readonly EventParts _events;
    private readonly DumpTexts _texts;
    private DumpValue _next;
    private string? _current;
    private bool _isBlank = true;

    /// <param name="limits">What keys and texts may be.</param>
    /// <param name="label">
    /// What the locker is to be called where the dump is that of one locker, of whatever label; of a context's locker <see cref="LockerName.Key"/>;
    /// else null.
    /// </param>
    /// <param name="isOfGoto">
    /// Whether it comes from a goto just now, of whatever generation: which it is is known by the order of members. What was kept in a file may
    /// have been sorted.
    /// </param>
    public DumpParser(LockersLimits limits, string? label = null, bool isOfGoto = false)
    {
        (_limits, _label, _isOfGoto) = (limits, label, isOfGoto);
        _trees = new(_parts, _frames, limits);
        _peers = new(_parts, _frames);
        _events = new(_parts, _frames, limits);
        _texts = new(limits);
        var depth = Math.Max((2 * limits.MaxPathDepth) + 16, RawJson.MaxDepth + 16);

        // A byte of a key takes six when it is escaped. A peer's files are loaded whatever a value may be.
        var rawBytes = Math.Max(Base64.GetMaxEncodedToUtf8Length(PeerSetting.MaxBytes) + 2, Math.Max(limits.MaxKeptEventBytes, limits.MaxValueBytes));
        _tokens = new(this, depth, Math.Max(TokenBytes, (6 * limits.MaxKeyBytes) + 1024), rawBytes);
    }

    /// <summary>What the dump holds.</summary>
    public DumpSections Sections { get; } = new();

    /// <inheritdoc/>
    public DumpValue Next => !_frames.IsEmpty && _frames.Top.Shape is DumpShape.Epochs or DumpShape.Events ? DumpValue.Raw : _next;

    /// <inheritdoc/>
    public int Limit => _next == DumpValue.Text && _frames.Top.Text.Bytes is not null ? 0 : _limits.MaxValueBytes;

    /// <summary>Reads what has arrived.</summary>
    /// <exception cref="ProblemException">400 that names the place.</exception>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        _isBlank = _isBlank && bytes.IndexOfAnyExcept(" \t\r\n"u8) < 0;
        try
        {
            _tokens.Read(bytes);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Bad(error);
        }
    }

    /// <summary>Reads the rest: nothing more arrives.</summary>
    /// <exception cref="ProblemException">400 that names the place.</exception>
    public void End()
    {
        if (_isBlank) throw ProblemException.BadRequest($"Nothing was loaded: the body is empty; send {DumpRoutes.Wanted(_label)}.");
        try
        {
            _tokens.End();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Bad(error);
        }
    }

    /// <summary>A piece of the dump that was read, until there is none.</summary>
    public bool TryTake(out DumpPart part) => _parts.TryDequeue(out part!);

    /// <inheritdoc/>
    public void Token(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                Member(ref reader);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                if (_frames.Top.Shape is DumpShape.LockerData or DumpShape.FlatData) DumpScalars.Require(_texts.WhyTooLong(_frames.Top));
                if (_frames.Top.Shape == DumpShape.FlatPeer) _trees.Flush();
                End(_frames.Pop());
                break;
            case JsonTokenType.StartObject when _frames.IsEmpty:
                if (_label is null) _frames.Begin(DumpShape.Dump, "");
                else _frames.Begin(DumpShape.Locker, _label);
                break;
            default:
                if (_frames.IsEmpty) throw new JsonException($"a dump is a JSON object; send {DumpRoutes.Wanted(_label)}");
                _next = DumpValue.Tokens;
                Value(ref reader, _frames.Top);
                break;
        }
    }

    /// <inheritdoc/>
    public void Raw(ReadOnlySpan<byte> json)
    {
        var frame = _frames.Top;
        if (frame.Shape is DumpShape.Epochs or DumpShape.Events) frame.Member = $"{frame.Items++}";
        if (frame.Shape == DumpShape.Events)
        {
            // Whatever a peer sends is an event, and comes back as one.
            DumpScalars.Require(_events.Take(frame, json));
            _next = DumpValue.Tokens;
            return;
        }

        DumpScalars.Require(RawJson.WhyNot(json));
        var peer = frame.Shape == DumpShape.Dump ? "" : _frames.NameOf(DumpShape.Peer, DumpShape.Targets, DumpShape.Jobs, DumpShape.Scripts, DumpShape.Files)!;
        DumpScalars.Require(frame.Shape switch
        {
            DumpShape.Dump => SettingSection.Read(Sections, frame.Member, json),
            DumpShape.Pods => Names.WhyNotName("Address", frame.Member) ?? _peers.Pod(peer, frame.Member, json),
            DumpShape.Epochs => _peers.Epoch(peer, frame.Name, json),
            DumpShape.Targets => _peers.Target(peer, frame.Member, json),
            DumpShape.Jobs => _peers.Job(peer, frame.Member, json),
            DumpShape.Scripts => _peers.File(SettingKind.Script, peer, frame.Member, json),
            DumpShape.Files => _peers.File(SettingKind.File, peer, frame.Member, json),
            _ => null,
        });
        _next = DumpValue.Tokens;
    }

    /// <inheritdoc/>
    public void Long(LongText text)
    {
        _next = DumpValue.Tokens;
        DumpScalars.Require(_texts.Long(_frames.Top, text));
    }

    private void Member(ref Utf8JsonReader reader)
    {
        var frame = _frames.Top;
        frame.Member = DumpMembers.Of(ref reader, frame.Shape, out var isKnown);
        if (frame.Shape is DumpShape.Lockers) frame.Member = Names.Canonical(frame.Member);
        if (!frame.Add(frame.Member)) throw new JsonException("it stands there twice");
        if (!isKnown && frame.Shape != DumpShape.Peer) throw new JsonException(DumpRoutes.WhyUnknown(frame.Member, _frames.Above is null, _label));
        _next = DumpMembers.Next(frame.Shape, frame.Member, isKnown);
    }

    private void Value(ref Utf8JsonReader reader, DumpFrame frame)
    {
        switch (frame.Shape, frame.Member)
        {
            case (DumpShape.Dump, "lockers"):
                Sections.Held |= LoadSections.Lockers;
                _frames.BeginMap(ref reader, DumpShape.Lockers);
                break;
            case (DumpShape.Dump, "contexts"):
                Sections.Held |= LoadSections.Contexts;
                _frames.BeginMap(ref reader, DumpShape.Contexts);
                break;
            case (DumpShape.Contexts, var context):
                DumpScalars.Require(Names.WhyNotContext(context));
                _frames.BeginMap(ref reader, DumpShape.Lockers);
                break;
            case (DumpShape.Dump, "peers"):
                Sections.Held |= LoadSections.Peers;
                _frames.BeginMap(ref reader, DumpShape.Peers);
                break;
            case (DumpShape.Dump, "peerTargets"):
                Sections.Held |= LoadSections.Targets;
                _frames.BeginMap(ref reader, DumpShape.PeerTargets);
                break;
            case (DumpShape.Dump, "peerJobs"):
                Sections.Held |= LoadSections.Jobs;
                _frames.BeginMap(ref reader, DumpShape.PeerJobs);
                break;
            case (DumpShape.Dump, "peerJobScripts" or "peerFiles"):
                Sections.Held |= LoadSections.JobFiles;
                _frames.BeginMap(ref reader, frame.Member == "peerFiles" ? DumpShape.PeerFiles : DumpShape.PeerScripts);
                break;
            case (DumpShape.Lockers, var label):
                DumpScalars.Require(Names.WhyNotLabel(label));
                _frames.BeginObject(ref reader, DumpShape.Locker);
                break;
            case (DumpShape.Locker, "label"):
                var said = Names.Canonical(DumpScalars.Text(ref reader));
                if (_label is null && said != frame.Name) throw new JsonException($"the label is not that of its place, '{frame.Name}'");
                break;
            case (DumpShape.Locker, "peerLockers"):
                frame.HasTrees = true;
                _frames.BeginMap(ref reader, DumpShape.PeerLockers);
                break;
            case (DumpShape.Locker, "dataLocker") when frame.IsFlat:
                frame.HasTrees = true;
                _frames.BeginObject(ref reader, DumpShape.FlatTree);
                break;
            case (DumpShape.PeerLocker, "locker") when _isOfGoto && frame.Members == 1:
                _frames.BeginObject(ref reader, DumpShape.TreeOfKeys);
                break;
            case (DumpShape.InstanceLockers, _) when _frames.NameOf(DumpShape.FlatPeer) is not null:
                DumpScalars.Require(Names.WhyNotName("Address", frame.Member));
                _frames.BeginObject(ref reader, DumpShape.FlatTree);
                break;
            case (DumpShape.Locker, "dataLocker") or (DumpShape.PeerLocker, "locker") or (DumpShape.InstanceLockers, _):
                frame.HasTrees = true;
                if (frame.Shape == DumpShape.InstanceLockers) DumpScalars.Require(Names.WhyNotName("Address", frame.Member));
                _frames.BeginObject(ref reader, DumpShape.DataLocker);
                break;
            case (DumpShape.Locker, "events") or (DumpShape.PeerEvents, _):
                _events.Value(ref reader, frame);
                break;
            case (DumpShape.Locker, "current"):
                frame.Current = DumpScalars.Bool(ref reader);
                frame.IsFlat = _isOfGoto && frame.Members == 1;
                break;
            case (DumpShape.Locker, "subLockers"):
                _frames.BeginMap(ref reader, DumpShape.SubLockers);
                break;
            case (DumpShape.SubLockers, _):
                throw new JsonException("lockers inside of lockers cannot be loaded");
            case (DumpShape.PeerLockers, _) when LockerName.IsKeyOfContext(_frames.Locker!):
                throw new JsonException("a locker of a context has no peers");
            case (DumpShape.PeerLockers, var peer):
                DumpScalars.Require(Names.WhyNotName("Peer name", peer));
                _frames.BeginObject(ref reader, _frames.Above!.IsFlat ? DumpShape.FlatPeer : DumpShape.PeerLocker);
                break;
            case (DumpShape.PeerLocker or DumpShape.FlatPeer, "instanceLockers"):
                if (frame.Shape == DumpShape.FlatPeer) _trees.Flush();
                _frames.BeginMap(ref reader, DumpShape.InstanceLockers);
                break;
            case (DumpShape.DataLocker or DumpShape.PeerLocker, "active"):
                frame.Active = DumpScalars.Bool(ref reader);
                break;
            case (DumpShape.DataLocker, "epochs") or (DumpShape.EarlierEpochs, _):
                _trees.Epochs(ref reader, frame);
                break;
            case (DumpShape.DataLocker, "locker") or (DumpShape.LockerData, "subKeys"):
                _frames.BeginMap(ref reader, DumpShape.Keys);
                break;
            case (DumpShape.Keys or DumpShape.TreeOfKeys, var key):
                Enter(ref reader, key, DumpShape.LockerData);
                break;
            case (DumpShape.FlatTree or DumpShape.FlatPeer or DumpShape.FlatData, var key) when reader.TokenType == JsonTokenType.StartObject:
                Enter(ref reader, key, DumpShape.FlatData);
                break;
            case (DumpShape.LockerData or DumpShape.FlatData, "firstReported") or (DumpShape.Locker, "firstOpened"):
                frame.First = DumpScalars.Time(ref reader);
                break;
            case (DumpShape.LockerData or DumpShape.FlatData, "lastReported") or (DumpShape.Locker, "lastOpened"):
                frame.Last = Math.Max(frame.Last, DumpScalars.Time(ref reader));
                break;
            case (DumpShape.LockerData or DumpShape.Locker, "expires"):
                frame.Expires = DumpScalars.Expiry(ref reader);
                break;
            case (DumpShape.LockerData, _) or (DumpShape.FlatData, "data"):
                DumpScalars.Require(_texts.Read(ref reader, frame));
                break;
            case (DumpShape.FlatTree or DumpShape.FlatPeer or DumpShape.FlatData, _):
                throw new JsonException("it is not an object");
            default:
                _peers.Value(ref reader, frame);
                break;
        }
    }

    private void Enter(ref Utf8JsonReader reader, string key, DumpShape shape)
    {
        DumpScalars.Require(_trees.Enter(key, out var above));
        _frames.BeginObject(ref reader, shape);
        _frames.Top.PathLength = above;
    }

    private void End(DumpFrame frame)
    {
        switch (frame.Shape)
        {
            case DumpShape.LockerData or DumpShape.FlatData:
                _trees.EndNode(frame);
                break;
            case DumpShape.Keys when _frames.Top.Shape == DumpShape.EarlierEpochs:
                _trees.EndEpoch();
                break;
            case DumpShape.DataLocker or DumpShape.TreeOfKeys or DumpShape.FlatTree:
                _trees.EndTree(frame);
                break;
            case DumpShape.PeerLocker or DumpShape.FlatPeer:
                _parts.Enqueue(new DumpInstance(_frames.Locker!, frame.Name, null, Active: true));
                break;
            case DumpShape.Locker:
                // An object that is no dump of a locker would empty it.
                if (_label is not null && !frame.HasTrees) throw new JsonException($"a locker's dump has a dataLocker or peerLockers; send {DumpRoutes.Wanted(_label)}");
                if (frame.Current && _current is not null) throw new JsonException($"'{_current}' is the current locker already");
                if (frame.Current) _current = frame.Name;
                _parts.Enqueue(new DumpLocker(_frames.IsEmpty ? frame.Name : _frames.KeyOf(frame.Name), frame.Current, frame.First, frame.Last, frame.Expires));
                break;
            case DumpShape.Lockers:
                _current = null;
                break;
            case DumpShape.Events:
                _events.End(frame);
                break;
            case DumpShape.Peer:
                _peers.EndPeer(frame.Name);
                break;
            case DumpShape.Targets or DumpShape.Jobs or DumpShape.Scripts or DumpShape.Files:
                _peers.End(frame.Name);
                break;
        }
    }

    private ProblemException Bad(Exception error) =>
        ProblemException.BadRequest($"Nothing was loaded: at '{_frames.Place()}': {error.Message.TrimEnd('.')}.");
}
