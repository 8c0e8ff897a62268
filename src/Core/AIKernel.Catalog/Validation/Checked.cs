namespace AIKernel.Catalog.Validation;

/// <summary>A value that passed validation, or every reason why it did not. Never both.</summary>
public sealed class Checked<T>
{
    internal Checked(T? value, IReadOnlyList<Fault> faults)
    {
        Value = value;
        Faults = faults;
    }

    /// <summary>The value; meaningful only when <see cref="IsValid"/>.</summary>
    public T? Value { get; }

    /// <summary>What is wrong, at most 100 entries; empty exactly when the value is valid.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>Whether there is a value.</summary>
    public bool IsValid => Faults.Count == 0;
}

/// <summary>Makes <see cref="Checked{T}"/>.</summary>
public static class Checked
{
    /// <summary>A value without faults.</summary>
    public static Checked<T> Valid<T>(T value) => new(value, []);

    /// <summary>No value, and why.</summary>
    /// <exception cref="ArgumentException">There are no faults.</exception>
    public static Checked<T> Invalid<T>(IReadOnlyList<Fault> faults) =>
        faults.Count > 0 ? new(default, faults) : throw new ArgumentException("Without a fault there must be a value.", nameof(faults));
}
