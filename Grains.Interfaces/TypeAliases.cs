namespace Lockers.Grains.Interfaces;

/// <summary>Every name that a type of the grain contract has on the wire. A name stays when its type is renamed.</summary>
public static class TypeAliases
{
#pragma warning disable CS1591 // Each name is that of its type.
    public const string KeyPath = "lockers.KeyPath";
    public const string TextRead = "lockers.TextRead";
    public const string ChangeId = "lockers.ChangeId";
    public const string TextChange = "lockers.TextChange";
    public const string TextStore = "lockers.TextStore";
    public const string TextCondition = "lockers.TextCondition";
    public const string TextTags = "lockers.TextTags";
    public const string StoreTerms = "lockers.StoreTerms";
    public const string ReadPage = "lockers.ReadPage";
    public const string ReadOptions = "lockers.ReadOptions";
    public const string FindQuery = "lockers.FindQuery";
    public const string ClientResultsQuery = "lockers.ClientResultsQuery";
    public const string StatusFilter = "lockers.StatusFilter";
    public const string ExportQuery = "lockers.ExportQuery";
    public const string ImportedKeys = "lockers.ImportedKeys";
    public const string LevelQuery = "lockers.LevelQuery";
    public const string ResultTableQuery = "lockers.ResultTableQuery";
    public const string LockerInfo = "lockers.LockerInfo";
    public const string LockerStats = "lockers.LockerStats";
    public const string Removal = "lockers.Removal";
    public const string CurrentLease = "lockers.CurrentLease";
    public const string RegistrySettings = "lockers.RegistrySettings";
    public const string StagedLocker = "lockers.StagedLocker";
    public const string StagedInstance = "lockers.StagedInstance";
    public const string TreeEntry = "lockers.TreeEntry";
    public const string PeerRegistration = "lockers.PeerRegistration";
    public const string PeerState = "lockers.PeerState";
    public const string Pod = "lockers.Pod";
    public const string PodEpoch = "lockers.PodEpoch";
    public const string PeerSetting = "lockers.PeerSetting";
    public const string PodAddress = "lockers.PodAddress";
    public const string PodPage = "lockers.PodPage";
    public const string NamedJson = "lockers.NamedJson";
    public const string RegistryGrain = "lockers.IRegistryGrain";
    public const string LockerGrain = "lockers.ILockerGrain";
    public const string PeerGrain = "lockers.IPeerGrain";
    public const string PeerInstanceGrain = "lockers.IPeerInstanceGrain";
    public const string EventPlace = "lockers.EventPlace";
    public const string NewEvent = "lockers.NewEvent";
    public const string KeptEvent = "lockers.KeptEvent";
    public const string EventFilter = "lockers.EventFilter";
    public const string EventCursor = "lockers.EventCursor";
    public const string EventMark = "lockers.EventMark";
    public const string EventPage = "lockers.EventPage";
    public const string EventsQuery = "lockers.EventsQuery";
    public const string RegistryEventsGrain = "lockers.IRegistryEventsGrain";
    public const string ReadCursors = "lockers.IReadCursors";
    public const string WatchedTree = "lockers.IWatchedTree";
    public const string ChangesQuery = "lockers.ChangesQuery";
    public const string ChangePage = "lockers.ChangePage";
    public const string TreeChange = "lockers.TreeChange";
    public const string ListedTree = "lockers.ListedTree";
    public const string ListedTrees = "lockers.ListedTrees";
    public const string LockerNews = "lockers.LockerNews";
    public const string NewsPage = "lockers.NewsPage";
    public const string NodeGrain = "lockers.INodeGrain";
    public const string NodeService = "lockers.INodeService";
    public const string NodeStatusGrain = "lockers.INodeStatusGrain";
    public const string NodeStatus = "lockers.NodeStatus";
    public const string HeldGrain = "lockers.HeldGrain";
    public const string TableWitness = "lockers.TableWitness";
    public const string HandoverChunk = "lockers.HandoverChunk";
    public const string HandoverTicket = "lockers.HandoverTicket";
    public const string StorageUnavailable = "lockers.StorageUnavailableException";
    public const string CurrentLockerHolder = "lockers.ICurrentLockerHolder";
#pragma warning restore CS1591
}
