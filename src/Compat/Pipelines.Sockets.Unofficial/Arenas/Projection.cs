namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Makes one value from an element that is passed by reference.</summary>
public delegate TTo Projection<TFrom, TTo>(in TFrom value);

/// <summary>Makes one value from an element and a state, both passed by reference.</summary>
public delegate TTo Projection<TFrom, TState, TTo>(in TFrom value, in TState state);
