using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Lockers;

/// <summary>Renders part of the peers that a locker lists, or of one peer's instances.</summary>
internal static class PeerLevelJson
{
    /// <summary>
    /// <c>{"peers":[{"peer":"p","instances":3,"own":true}],"more":true}</c>: how many instances have trees, and whether the peer has one of its own; or
    /// <c>{"instances":[{"instance":"1.1.1.1:1","active":true}],"more":true}</c>, where the peer's own is the empty instance.
    /// </summary>
    public static IEnumerable<PageBreak> Render(PageWriter page, TreeRoot level, bool instances, LevelQuery query)
    {
        var walker = new LevelWalker(level, backwards: false);
        if (query.After is { } after) walker.SkipTo(Encoding.UTF8.GetBytes(KeyText.Escape(after)));
        return instances
            ? LevelJson.Render(page, walker, "instances", query.Limit, Instance)
            : LevelJson.Render(page, walker, "peers", query.Limit, Peer);
    }

    private static void Peer(PageWriter page, TreeNode node)
    {
        var own = node.Below.TryFind([], out _);
        page.Raw("{\"peer\":"u8);
        page.Quoted(InstanceList.Named(node).Address);
        page.Raw(",\"instances\":"u8);
        page.Number(node.SubKeyCount - (own ? 1 : 0));
        page.Raw(own ? ",\"own\":true}"u8 : ",\"own\":false}"u8);
    }

    private static void Instance(PageWriter page, TreeNode node)
    {
        var instance = InstanceList.Named(node);
        page.Raw("{\"instance\":"u8);
        page.Quoted(instance.Address);
        page.Raw(instance.Active ? ",\"active\":true}"u8 : ",\"active\":false}"u8);
    }
}
