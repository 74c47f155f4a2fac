using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Lockers.Grains.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Lockers.Grains.Tests.Metrics;

/// <summary>Instruments of a test's own, and the sum of what each has measured.</summary>
internal sealed class Measured : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public Measured()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, attributes, _) => Add(instrument, value, attributes));
        _listener.SetMeasurementEventCallback<int>((instrument, value, attributes, _) => Add(instrument, value, attributes));
        _listener.SetMeasurementEventCallback<double>((instrument, value, attributes, _) => Add(instrument, value, attributes));
        _listener.Start();
        Instruments = new(meters);
    }

    public GrainInstruments Instruments { get; }

    /// <summary>The sum of what was measured by an instrument, <c>name</c> or <c>name:attribute</c>.</summary>
    public double Sum(string name) => _sums.GetValueOrDefault(name);

    /// <summary>How many measurements there were; a counter that begins with zero has none yet.</summary>
    public int Count(string name) => _counts.GetValueOrDefault(name);

    /// <summary>Looks at what is observed, and forgets what was before.</summary>
    public void Look()
    {
        _sums.Clear();
        _listener.RecordObservableInstruments();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        var name = attributes.Length == 0 ? instrument.Name : $"{instrument.Name}:{attributes[0].Value}";
        _sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        if (value != 0 || instrument is not Counter<long>) _counts.AddOrUpdate(name, 1, (_, count) => count + 1);
    }
}
