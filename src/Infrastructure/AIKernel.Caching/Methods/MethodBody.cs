using System.Linq.Expressions;
using System.Reflection;

namespace AIKernel.Caching.Methods;

/// <summary>Calls one method: target and arguments come as objects, what by-reference parameters became goes back into the array.</summary>
internal delegate object? MethodBody(object target, object?[] arguments);

/// <summary>Compiles a method's call, once; a call reflects on nothing, and its exceptions are its own.</summary>
internal static class MethodBodies
{
    public static MethodBody Compile(MethodInfo method)
    {
        var target = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var (locals, before, after, passed) = (new List<ParameterExpression>(), new List<Expression>(), new List<Expression>(), new List<Expression>());
        foreach (var parameter in method.GetParameters())
        {
            var place = Expression.ArrayAccess(arguments, Expression.Constant(parameter.Position));
            if (!parameter.ParameterType.IsByRef)
            {
                passed.Add(Expression.Convert(place, parameter.ParameterType));
                continue;
            }
            var local = Expression.Variable(parameter.ParameterType.GetElementType()!);
            locals.Add(local);
            passed.Add(local);
            if (!parameter.IsOut || parameter.IsIn) before.Add(Expression.Assign(local, Expression.Convert(place, local.Type)));
            if (!parameter.IsIn || parameter.IsOut) after.Add(Expression.Assign(place, Expression.Convert(local, typeof(object))));
        }
        var call = Expression.Call(Expression.Convert(target, method.DeclaringType!), method, passed);
        var result = Expression.Variable(typeof(object));
        var answer = method.ReturnType == typeof(void) ? (Expression)call : Expression.Assign(result, Expression.Convert(call, typeof(object)));
        return Expression.Lambda<MethodBody>(Expression.Block([.. locals, result], [.. before, answer, .. after, result]), target, arguments).Compile();
    }
}
