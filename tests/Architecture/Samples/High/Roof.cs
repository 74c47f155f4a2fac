namespace Lockers.Architecture.Samples.High;

/// <summary>What nothing below may use.</summary>
public class Roof
{
    public static void Repair()
    {
    }
}

public interface IRoof;

[AttributeUsage(AttributeTargets.All)]
public sealed class RoofAttribute : Attribute;
