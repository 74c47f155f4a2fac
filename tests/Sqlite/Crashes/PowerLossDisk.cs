using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Lockers.Sqlite.Crashes;

/// <summary>
/// What SQLite has written into the files of one folder, and what of it is synchronised: a layer of SQLite's own interface to the file system (a VFS)
/// that notes each write, and passes it on. At any moment it makes the files that a loss of power could leave: all that was synchronised, and of
/// what was not, any writes, whole, in part or none. One at a time in a process.
/// </summary>
internal sealed unsafe class PowerLossDisk : IDisposable
{
    // The places of SQLite's struct sqlite3_vfs and struct sqlite3_io_methods that are used here, in words, and how many words there are.
    private const int VfsWords = 21;
    private const int VfsName = 3;
    private const int VfsOpen = 5;
    private const int MethodsWords = 19;
    private const int MethodsWrite = 3;
    private const int MethodsTruncate = 4;
    private const int MethodsSync = 5;

    // SQLITE_IOERR_FSYNC.
    private const int FailedSync = 1034;

    private static readonly Lock Guard = new();
    private static readonly Dictionary<nint, nint> Originals = [];
    private static readonly Dictionary<nint, FileImage> Open = [];
    private static readonly Dictionary<string, FileImage> Images = new(StringComparer.Ordinal);
    private static nint _below;
    private static string _folder = "";
    private static bool _isLying;
    private static int _failsOneOf;

    private readonly nint* _vfs;

    /// <summary>Notes what is written into a folder from now on.</summary>
    /// <param name="folder">The folder; no file of it is open.</param>
    /// <param name="isLying">Whether nothing is ever synchronised, whatever the disk says.</param>
    public PowerLossDisk(string folder, bool isLying = false)
    {
        // Loads SQLite.
        using (new SqliteConnection())
        {
        }

        (_folder, _isLying, _failsOneOf) = (folder, isLying, 0);
        Images.Clear();
        _below = Find(null);
        _vfs = (nint*)NativeMemory.Alloc(VfsWords, (nuint)sizeof(nint));
        Unsafe.CopyBlock(_vfs, (void*)_below, (uint)(VfsWords * sizeof(nint)));
        _vfs[VfsName] = Marshal.StringToCoTaskMemUTF8("power-loss");
        _vfs[VfsOpen] = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, nint*, int, int*, int>)&OpenFile;
        if (Register((nint)_vfs, 1) != 0) throw new InvalidOperationException("SQLite does not take the file system.");
    }

    /// <summary>
    /// Lets one of so many synchronisations fail; 0: none. As on Linux, what was to be synchronised is never on the disk then, unless it is written again,
    /// though this machine still reads it.
    /// </summary>
    public static void FailOneOf(int syncs)
    {
        lock (Guard) _failsOneOf = syncs;
    }

    /// <summary>Writes the files that a loss of power at this moment could leave into another folder.</summary>
    /// <param name="random">Decides what of the writes that are not synchronised is left.</param>
    /// <param name="folder">The folder.</param>
    public static void Lose(Random random, string folder)
    {
        lock (Guard)
        {
            foreach (var (path, image) in Images) File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(path)), image.AfterLoss(random));
        }
    }

    /// <summary>SQLite goes on with the file system as it was.</summary>
    public void Dispose()
    {
        _ = Unregister((nint)_vfs);
        _ = Register(_below, 1);
        Marshal.FreeCoTaskMem(_vfs[VfsName]);
        NativeMemory.Free(_vfs);
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern nint Find(byte* name);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int Register(nint vfs, int isDefault);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_unregister")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int Unregister(nint vfs);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OpenFile(nint vfs, byte* name, nint* file, int flags, int* outFlags)
    {
        var open = (delegate* unmanaged[Cdecl]<nint, byte*, nint*, int, int*, int>)((nint*)_below)[VfsOpen];
        var result = open(vfs, name, file, flags, outFlags);
        var path = Marshal.PtrToStringUTF8((nint)name);
        if (result != 0 || file[0] == 0 || path is null || Path.GetDirectoryName(path) != _folder || path.EndsWith("-journal", StringComparison.Ordinal))
            return result;
        lock (Guard)
        {
            if (!Images.TryGetValue(path, out var image)) Images[path] = image = new();
            Open[(nint)file] = image;
            file[0] = Methods(file[0]);
        }

        return result;
    }

    // The file's own table, with three of its methods replaced.
    private static nint Methods(nint original)
    {
        foreach (var (copy, known) in Originals)
        {
            if (known == original) return copy;
        }

        var table = (nint*)NativeMemory.Alloc(MethodsWords, (nuint)sizeof(nint));
        Unsafe.CopyBlock(table, (void*)original, (uint)(MethodsWords * sizeof(nint)));
        table[MethodsWrite] = (nint)(delegate* unmanaged[Cdecl]<nint*, byte*, int, long, int>)&Write;
        table[MethodsTruncate] = (nint)(delegate* unmanaged[Cdecl]<nint*, long, int>)&Truncate;
        table[MethodsSync] = (nint)(delegate* unmanaged[Cdecl]<nint*, int, int>)&Sync;
        Originals[(nint)table] = original;
        return (nint)table;
    }

    private static nint Original(nint* file, int method)
    {
        lock (Guard) return ((nint*)Originals[file[0]])[method];
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint* file, byte* bytes, int count, long offset)
    {
        var write = (delegate* unmanaged[Cdecl]<nint*, byte*, int, long, int>)Original(file, MethodsWrite);
        lock (Guard)
        {
            var result = write(file, bytes, count, offset);
            if (result == 0) Open[(nint)file].Write(new ReadOnlySpan<byte>(bytes, count).ToArray(), offset);
            return result;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(nint* file, long size)
    {
        var truncate = (delegate* unmanaged[Cdecl]<nint*, long, int>)Original(file, MethodsTruncate);
        lock (Guard)
        {
            var result = truncate(file, size);
            if (result == 0) Open[(nint)file].Write(null, size);
            return result;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(nint* file, int flags)
    {
        // The real disk need not be waited for: the loss is of this one's making.
        lock (Guard)
        {
            var image = Open[(nint)file];
            if (_failsOneOf > 0 && Random.Shared.Next(_failsOneOf) == 0)
            {
                image.Forget();
                return FailedSync;
            }

            if (!_isLying) image.Sync();
            return 0;
        }
    }
}
