using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace AIKernel.Caching.Methods;

/// <summary>What services and methods are called in keys, metrics and faults.</summary>
internal static class MethodNames
{
    /// <summary>A type without its namespace: <c>IReadHandler&lt;GetAgent,Agent&gt;</c>.</summary>
    public static string Of(Type type)
    {
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[]";
        if (!type.IsGenericType) return type.Name;
        return $"{type.Name[..(type.Name + "`").IndexOf('`', StringComparison.Ordinal)]}<{string.Join(',', type.GetGenericArguments().Select(Of))}>";
    }

    /// <summary>A method with its parameters' types, which tell overloads apart.</summary>
    public static string Of(MethodInfo method) => $"{method.Name}({string.Join(", ", method.GetParameters().Select(static one => Of(one.ParameterType)))})";

    /// <summary>
    /// Stands in every key for the whole names of service and method and for names and types of the arguments: a method whose
    /// arguments changed their types from one deployment to the next shares nothing with its former self.
    /// </summary>
    public static string Fingerprint(Type service, string method, string signature) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{service}.{method}({signature})")))[..8];
}
